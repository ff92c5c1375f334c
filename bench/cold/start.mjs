/** A fresh process until the handler is there; milliseconds since the process began. */
const { handler } = await import(process.argv[2])
if (typeof handler !== 'function') throw new Error('The bundle exports no handler.')
process.stdout.write(String(performance.now()), () => process.exit(0))
