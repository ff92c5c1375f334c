// Runs inside a worker thread: holds the execution environments of many functions, and runs one invocation at a time.
// Plain JavaScript, because stripping types would cost each thread 5 MB and 50 ms.
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import {
  callHandler,
  describe,
  describeFatal,
  lineBuffer,
  loadHandler,
  named,
  prefixConsole,
  redirect,
} from './handler-protocol.mjs'
import { importFile, moduleScope, replaceBuiltin, watchPackages } from './modules.mjs'
import { currentEnvironment, ownEnvironment, runIn, separateReplaced, separateVariables } from './scope.mjs'

const environments = new Map()

function createEnvironment({ id, variables, ...about }) {
  return {
    id,
    about,
    variables,
    output: lineBuffer((lines) => parentPort.postMessage({ type: 'log', id, lines })),
    requestId: undefined,
    globals: new Map(),
    replaced: new Map(),
    modules: moduleScope(about.codeDir),
    handler: undefined,
  }
}

async function load(message) {
  const { id } = message
  const environment = createEnvironment(message)
  environments.set(id, environment)
  try {
    environment.handler = await runIn(environment, () =>
      loadHandler(environment.about, (file) => importFile(file, environment.modules)),
    )
    parentPort.postMessage({ type: 'ready', id })
  } catch (error) {
    environments.delete(id)
    environment.output.flush()
    parentPort.postMessage({ type: 'failed', id, error: describe(error) })
  }
}

async function run({ id, ...invocation }) {
  const environment = environments.get(id)
  const { handler, about, output } = environment
  environment.variables._X_AMZN_TRACE_ID = invocation.traceId
  environment.requestId = invocation.requestId
  let answer
  try {
    answer = { type: 'result', payload: await runIn(environment, () => callHandler(handler, invocation, about)) }
  } catch (error) {
    answer = { type: 'error', error: describe(error) }
  }
  output.flush()
  parentPort.postMessage({ ...answer, id, heapBytes: getHeapStatistics().used_heap_size })
}

/**
 * Nobody has caught it, and on Lambda the process would be gone. What an environment that is not running has left behind is
 * its own affair: the one that runs, or is about to, must not end for it.
 */
function die(errorType, reason, exitCode) {
  const own = ownEnvironment()
  own?.output.flush()
  if (own && own !== currentEnvironment()) return lose(own)
  parentPort.postMessage({ type: 'fatal', error: describeFatal(errorType, reason) })
  exit(exitCode)
}

function lose({ id }) {
  environments.delete(id)
  parentPort.postMessage({ type: 'lost', id })
}

const exit = process.exit.bind(process)

process.exit = (code) => {
  const own = ownEnvironment()
  if (!own || own === currentEnvironment()) exit(code)
  // For its caller this never returns: the environment ends here.
  throw named('Exit', `process.exit(${code})`)
}

separateVariables()
redirect(process.stdout, (text) => ownEnvironment()?.output.write(text))
redirect(process.stderr, (text) => ownEnvironment()?.output.write(text))
prefixConsole(() => ownEnvironment()?.requestId)
separateReplaced()
process.on('uncaughtException', (error) => die(undefined, error, 129))
process.on('unhandledRejection', (reason) => die('Runtime.UnhandledPromiseRejection', reason, 128))

const does = { load, run, drop: ({ id }) => environments.delete(id) }
if (workerData?.endpoint) {
  // Only now: a thread that does not need `node:http`, which these load, starts sooner without it.
  const [{ endpointHttp }, { nameCallers }] = await Promise.all([
    import('./endpoint-http.mjs'),
    import('./caller-names.mjs'),
  ])
  const { module, answer, cut, takes } = endpointHttp(workerData.endpoint, (call) =>
    parentPort.postMessage({ type: 'call', ...call }),
  )
  replaceBuiltin('node:http', module)
  watchPackages((exported) => nameCallers(exported, takes))
  Object.assign(does, { answer, cut })
}
parentPort.on('message', (message) => does[message.type](message))
