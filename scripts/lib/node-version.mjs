// First thing that the start scripts load, so it must be readable by very old versions of Node.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error('Filodiretto needs Node 20.19 or newer, and this is ' + process.versions.node + '.');
  process.exit(1);
}
