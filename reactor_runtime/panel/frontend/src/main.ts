/** The bundle: the panel, its channels, and the widget's entry. */

import { render } from "./widget";

export { CommChannel } from "./links/comm";
export { LinkLadder } from "./links/ladder";
export { WebSocketChannel } from "./links/socket";
export { mountPanel } from "./mount";
export { CODECS } from "./video/support";
export { PROTOCOL_VERSION } from "./wire/protocol";
export { render };
export default { render };
