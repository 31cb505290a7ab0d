"""Hears what a page plays, without a loudspeaker."""

# Listens to all that a page lets out, in the audio thread, so that each sample's time
# is exact; the context says when it leaves the machine.
TAP = """() => {
  const heard = window.heard = {clicks: [], latencies: []};
  const code = `registerProcessor('tap', class extends AudioWorkletProcessor {
    quiet = 0;
    process([[samples = []]]) {
      for (let i = 0; i < samples.length; i++) {
        if (Math.abs(samples[i]) < 0.2) { this.quiet += 1; continue; }
        if (this.quiet > sampleRate / 5)
          this.port.postMessage(currentTime + i / sampleRate);
        this.quiet = 0;
      }
      return true;
    }
  });`;
  const url = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...more) {
    const {context} = this;
    if (target === context.destination) context.audioWorklet.addModule(url).then(() => {
      const tap = new AudioWorkletNode(context, 'tap');
      tap.port.onmessage = ({data}) => {
        const {contextTime, performanceTime} = context.getOutputTimestamp();
        heard.clicks.push(performanceTime + 1000 * (data - contextTime));
        heard.latencies.push(1000 * context.outputLatency);
      };
      connect.call(this, tap);
    });
    return connect.call(this, target, ...more);
  };
}"""
