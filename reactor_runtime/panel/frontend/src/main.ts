/** The bundle: the panel, its channels, and the widget's entry. */

import { render } from "./widget";

export { CommChannel } from "./links/comm-channel";
export { LinkLadder } from "./links/ladder";
export { WebSocketChannel } from "./links/websocket";
export { mountPanel } from "./mount";
export { CODECS } from "./video/support";
export { PROTOCOL_VERSION } from "./wire/protocol";
export { render };
export default { render };
