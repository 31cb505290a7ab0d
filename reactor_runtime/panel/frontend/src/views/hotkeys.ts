/** What plain keys do in the panel, but in a text. */

import type { Scene } from "../panel/scene";
import type { PictureAction } from "../pictures/figure";

/** What they do with the picture. */
const ACTIONS: Readonly<Record<string, PictureAction>> = {
  s: "save",
  p: "popout",
  f: "fullscreen",
};

/** @returns Whether *key* means something here. */
export function pressHotkey(
  key: string,
  scene: Scene | null,
  statistics: { toggle(): void },
  presets: { flip(): void },
): boolean {
  // A key of the model's own is the model's while the picture has the focus.
  if (scene?.hands?.owns(key) === true) return false;
  if (key === "c") return scene?.toggleDrawer() === true;
  if (key === "b" && scene !== null) presets.flip();
  const action = ACTIONS[key];
  if (key === "i") statistics.toggle();
  else if (action !== undefined) scene?.stage.act(action);
  return key === "i" || (key === "b" && scene !== null) || action !== undefined;
}
