// Loaded before the server by run-server.mjs: when the starter is killed without a chance to say so, the channel to
// it closes, and the server ends as if asked to, rather than live on and keep the port.
if (process.channel) {
  process.channel.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
