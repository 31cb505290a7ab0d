await reactor.sendCommand("set_prompt", { prompt: "a dark forest" });
await reactor.sendCommand("set_action", { action: "jump" });
await reactor.sendCommand("set_brightness", { brightness: 0.5 });
