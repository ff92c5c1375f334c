// Runs inside a worker thread: loads one function and calls its handler, one invocation at a time, as the Lambda runtime does.
// Plain JavaScript, because stripping types would cost each worker 5 MB and 50 ms.
import { existsSync, readFileSync } from 'node:fs'
import Module from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'

const { codeDir, handler: handlerName, functionName, functionArn, memoryMb, logGroupName, logStreamName } = workerData

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' }

let partialLine = ''
let requestId

function forward(stream) {
  stream.write = (chunk, encoding, callback) => {
    const lines = (partialLine + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n')
    partialLine = lines.pop()
    if (lines.length > 0) parentPort.postMessage({ type: 'log', lines })
    const done = typeof encoding === 'function' ? encoding : callback
    if (done) process.nextTick(done)
    return true
  }
}

/** As Lambda's runtime does it: each message is one line, behind its time, request and level. What is written to `process.stdout` is not. */
function prefixConsole() {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...values) => {
      const message = format(...values).replaceAll('\n', '\r')
      process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${message}\n`)
    }
  }
}

function flushPartialLine() {
  if (partialLine === '') return
  parentPort.postMessage({ type: 'log', lines: [partialLine] })
  partialLine = ''
}

/** The stack of the function, without that of this file. */
function ownLines(stack) {
  const lines = stack.split('\n')
  const end = lines.findIndex((line) => line.includes(import.meta.url))
  return end < 0 ? lines : lines.slice(0, end)
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: ownLines(error.stack ?? ''),
  }
}

function die(errorType, reason, exitCode) {
  const error = describe(reason)
  flushPartialLine()
  parentPort.postMessage({
    type: 'fatal',
    error: errorType ? { ...error, errorType, errorMessage: `${error.errorType}: ${error.errorMessage}` } : error,
  })
  process.exit(exitCode)
}

function named(errorType, message) {
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

async function loadHandler() {
  const dot = handlerName.lastIndexOf('.')
  const base = resolve(codeDir, handlerName.slice(0, dot))
  const name = handlerName.slice(dot + 1)
  const file = [`${base}.mjs`, `${base}.js`, `${base}.cjs`].find(existsSync)
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${handlerName.slice(0, dot)}'`)
  const commonJs = file.endsWith('.cjs') || (file.endsWith('.js') && !existsSync(resolve(codeDir, 'package.json')))
  const module = commonJs ? loadCommonJs(file) : await import(pathToFileURL(file).href)
  const handler = module[name] ?? module.default?.[name]
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`)
  }
  return handler
}

function contextOf({ requestId, deadline }) {
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

async function run(handler, invocation) {
  process.env._X_AMZN_TRACE_ID = invocation.traceId
  requestId = invocation.requestId
  try {
    const payload = stringify(await handler(JSON.parse(invocation.payload), contextOf(invocation)))
    flushPartialLine()
    parentPort.postMessage({ type: 'result', payload })
  } catch (error) {
    flushPartialLine()
    parentPort.postMessage({ type: 'error', error: describe(error) })
  }
}

forward(process.stdout)
forward(process.stderr)
prefixConsole()
process.on('uncaughtException', (error) => die(undefined, error, 129))
process.on('unhandledRejection', (reason) => die('Runtime.UnhandledPromiseRejection', reason, 128))

try {
  // Many workers load the same code, again after each injected crash: a fifth of that is compiling it.
  Module.enableCompileCache()
  const handler = await loadHandler()
  Module.flushCompileCache()
  parentPort.on('message', (invocation) => run(handler, invocation))
  parentPort.postMessage({ type: 'ready' })
} catch (error) {
  die(undefined, error, 1)
}
