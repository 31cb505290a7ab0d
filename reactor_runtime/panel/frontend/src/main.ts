/** The bundle: the panel, its channels, and the widget's entry. */

import { render } from "./widget";

export { CommChannel } from "./links/comm-channel";
export { LinkLadder } from "./links/ladder";
export { WebSocketChannel } from "./links/websocket";
export { mountPanel } from "./mount";
export { PROTOCOL_VERSION } from "./protocol";
export { CODECS } from "./video/support";
export { render };
export default { render };
