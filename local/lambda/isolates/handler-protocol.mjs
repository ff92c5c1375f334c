// What Lambda's Node.js runtime does around a handler, in whichever thread it runs. Plain JavaScript: see bootstrap.mjs.
import { existsSync, readFileSync } from 'node:fs'
import Module from 'node:module'
import { dirname, resolve } from 'node:path'
import { format } from 'node:util'

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' }

/** Each message of the console is one line, behind its time, request and level. What is written to `process.stdout` is not. */
export function prefixConsole(requestId) {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...values) => {
      const message = format(...values).replaceAll('\n', '\r')
      process.stdout.write(`${new Date().toISOString()}\t${requestId()}\t${level}\t${message}\n`)
    }
  }
}

/** Makes a stream call `write` with the text of each chunk instead of writing it anywhere. */
export function redirect(stream, write) {
  stream.write = (chunk, encoding, callback) => {
    write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const done = typeof encoding === 'function' ? encoding : callback
    if (done) process.nextTick(done)
    return true
  }
}

/** Cuts text into lines; what follows the last line break waits for more, or for `flush`. */
export function lineBuffer(send) {
  let partial = ''
  return {
    write(text) {
      const lines = (partial + text).split('\n')
      partial = lines.pop()
      if (lines.length > 0) send(lines)
    },
    flush() {
      if (partial === '') return
      send([partial])
      partial = ''
    },
  }
}

/** The folder of what calls functions: its files stand below them in a stack. */
const ownFolder = new URL('..', import.meta.url).href

/** The stack of the function, without the lines of the runtime below it. */
function ownLines(stack) {
  const lines = stack.split('\n')
  const end = lines.findIndex((line) => line.includes(ownFolder))
  return end < 0 ? lines : lines.slice(0, end)
}

export function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: ownLines(error.stack ?? '') }
}

/** An error that ends the whole environment. */
export function describeFatal(errorType, reason) {
  const error = describe(reason)
  return errorType ? { ...error, errorType, errorMessage: `${error.errorType}: ${error.errorMessage}` } : error
}

export function named(errorType, message) {
  return Object.assign(new Error(message), { name: errorType })
}

/** An asset has no package.json above it on Lambda; here the checkout's own `"type": "module"` must not leak in. */
function loadCommonJs(file) {
  const module = new Module(file)
  module.filename = file
  module.paths = Module._nodeModulePaths(dirname(file))
  module._compile(readFileSync(file, 'utf8'), file)
  return module.exports
}

/** @param importFile imports the ES module of an absolute path. */
export async function loadHandler({ codeDir, handler: handlerName }, importFile) {
  const dot = handlerName.lastIndexOf('.')
  const base = resolve(codeDir, handlerName.slice(0, dot))
  const name = handlerName.slice(dot + 1)
  const file = [`${base}.mjs`, `${base}.js`, `${base}.cjs`].find(existsSync)
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${handlerName.slice(0, dot)}'`)
  const commonJs = file.endsWith('.cjs') || (file.endsWith('.js') && !existsSync(resolve(codeDir, 'package.json')))
  const module = commonJs ? loadCommonJs(file) : await importFile(file)
  const handler = module[name] ?? module.default?.[name]
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`)
  }
  return handler
}

function contextOf({ requestId, deadline }, { functionName, functionArn, memoryMb, logGroupName, logStreamName }) {
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    logGroupName,
    logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
}

function stringify(result) {
  try {
    return JSON.stringify(result) ?? 'null'
  } catch (error) {
    throw named('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`)
  }
}

/** Calls the handler. @returns JSON text. */
export async function callHandler(handler, invocation, about) {
  return stringify(await handler(JSON.parse(invocation.payload), contextOf(invocation, about)))
}
