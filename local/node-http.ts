/**
 * The values of `node:http`. An import of a built-in module reads all that it exports, and of this one that includes WebSocket, for which
 * Node.js loads its whole client of fetch: 40 ms of CPU at every start. So only its types are imported elsewhere.
 */
export const { createServer, validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http')
