/** The controls over a picture that fills the screen. */

export interface Drawer {
  /** Open it, or close it; returns whether there is a full screen to open it on. */
  toggle(): boolean;
}

/**
 * Let *column* stand over *picture* while that fills the screen.
 *
 * It is moved there and, when the full screen ends, back to where it was, so that its
 * controls keep what is in them.
 *
 * @param signal Aborting it puts the column back, and removes every listener.
 */
export function createDrawer(
  column: HTMLElement,
  picture: HTMLElement,
  signal: AbortSignal,
): Drawer {
  const home = document.createComment("");
  const close = (): void => {
    if (!home.isConnected) return;
    home.replaceWith(column);
    column.classList.remove("drawer");
  };
  const open = (): void => {
    column.before(home);
    picture.append(column);
    column.classList.add("drawer");
  };
  const follow = (): void => {
    if (!picture.matches(":fullscreen")) close();
  };
  document.addEventListener("fullscreenchange", follow, { signal });
  signal.addEventListener("abort", close);
  return {
    toggle: () => {
      if (!picture.matches(":fullscreen")) return false;
      if (home.isConnected) close();
      else open();
      return true;
    },
  };
}
