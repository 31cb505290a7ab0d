/** The style sheets of the panel, as one: a later one has the last word. */

import actions from "./actions.css?inline";
import bars from "./bars.css?inline";
import column from "./column.css?inline";
import control from "./control.css?inline";
import inputs from "./inputs.css?inline";
import log from "./log.css?inline";
import modes from "./modes.css?inline";
import over from "./over.css?inline";
import pictures from "./pictures.css?inline";
import status from "./status.css?inline";
import theme from "./theme.css?inline";
import tuning from "./tuning.css?inline";

export const css = [
  theme,
  bars,
  pictures,
  over,
  column,
  control,
  inputs,
  actions,
  tuning,
  status,
  log,
  modes,
].join("\n");
