// Runs inside a worker thread: loads one function and calls its handler, one invocation at a time, as the Lambda runtime does.
// Plain JavaScript, because stripping types would cost each worker 5 MB and 50 ms.
import Module from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import {
  callHandler,
  describe,
  describeFatal,
  lineBuffer,
  loadHandler,
  prefixConsole,
  redirect,
} from './isolates/handler-protocol.mjs'

let requestId
const output = lineBuffer((lines) => parentPort.postMessage({ type: 'log', lines }))

function die(errorType, reason, exitCode) {
  const error = describeFatal(errorType, reason)
  output.flush()
  parentPort.postMessage({ type: 'fatal', error })
  process.exit(exitCode)
}

async function run(handler, invocation) {
  process.env._X_AMZN_TRACE_ID = invocation.traceId
  requestId = invocation.requestId
  try {
    const payload = await callHandler(handler, invocation, workerData)
    output.flush()
    parentPort.postMessage({ type: 'result', payload })
  } catch (error) {
    output.flush()
    parentPort.postMessage({ type: 'error', error: describe(error) })
  }
}

redirect(process.stdout, output.write)
redirect(process.stderr, output.write)
prefixConsole(() => requestId)
process.on('uncaughtException', (error) => die(undefined, error, 129))
process.on('unhandledRejection', (reason) => die('Runtime.UnhandledPromiseRejection', reason, 128))

try {
  // Many workers load the same code, again after each injected crash: a fifth of that is compiling it.
  Module.enableCompileCache()
  const handler = await loadHandler(workerData, (file) => import(pathToFileURL(file).href))
  Module.flushCompileCache()
  parentPort.on('message', (invocation) => run(handler, invocation))
  parentPort.postMessage({ type: 'ready' })
} catch (error) {
  die(undefined, error, 1)
}
