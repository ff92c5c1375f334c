import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkAssembly, deployAssembly } from './cloudformation/deploy-assembly.ts'
import type { Stack } from './cloudformation/stack.ts'
import { startCloudWatch } from './cloudwatch/index.ts'
import { openPart, prepareDataDirectory } from './data-directory.ts'
import { startDynamoDb } from './dynamodb/index.ts'
import { createCallCounts } from './endpoint/call-counts.ts'
import { listen, serve } from './endpoint/server.ts'
import { awsServices } from './endpoint/services.ts'
import { createEventSources } from './event-sources/index.ts'
import { startEventBridge } from './eventbridge/index.ts'
import { createFaultPlan, type FaultPlanOptions, type FaultRates } from './faults/index.ts'
import { startMessaging } from './fauxqs/index.ts'
import { createTokenAuthority, startHttpApi, tokenPage } from './http-api/index.ts'
import { roleSessions } from './iam/assume-role.ts'
import { type GrantHint, LocalIam } from './iam/index.ts'
import { createFunctions, type LocalFunctions } from './lambda/index.ts'
import type { Clock } from './ports.ts'
import { HttpApis } from './resources/http-apis.ts'
import { startScheduler } from './scheduler/index.ts'
import { type SentMail, startMail } from './ses/index.ts'
import { Shutdown } from './shutdown.ts'
import { deliverTo, targetServices } from './targets.ts'
import { loadAssembly } from './template/assembly.ts'

export { UnsupportedTemplateError } from './cloudformation/check.ts'
export type { Stack } from './cloudformation/stack.ts'
export { type FaultDecision, type FaultKind, type FaultRates, parseFaults } from './faults/index.ts'
export type { GrantHint } from './iam/index.ts'
export type { InvocationInfo } from './lambda/index.ts'
export type { SentMail } from './ses/index.ts'
export { AssemblyError } from './template/assembly.ts'

const ACCOUNT_ID = '000000000000'
/** Within the 5 seconds in which a closed runtime is gone. */
const DRAIN_MS = 3_500

export interface LocalOptions {
  /** Where `cdk synth` wrote: `cdk.out`. */
  assemblyDir: string
  /** Default: every stack of the assembly. */
  stackName?: string
  /** Everything is kept here across restarts, also across kill -9; without it, in memory. One process at a time. */
  dataDir?: string
  /** Port of the endpoint for all AWS services. 0 takes a free one. */
  endpointPort: number
  /** Port of the HTTP API. 0 takes a free one. */
  apiPort: number
  /** Default us-east-1. */
  region?: string
  /** Values for template parameters. */
  parameters?: Record<string, string>
  /** What goes wrong how often; the same `seed` (default 1) gives the same faults. */
  faults?: FaultRates
  seed?: number
  /** Ties faults to a message rather than to its order of arrival: what stays the same about it from run to run. */
  identifyMessage?: FaultPlanOptions['identify']
  /** Told of every fault that is decided on, also when the decision is that nothing happens. */
  onFaultDecision?: FaultPlanOptions['onDecision']
  /** Most workers per function, unless its template reserves another number. Default 2. */
  workersPerFunction?: number
  /** Loads every function in the background once all is ready, so that its first event does not wait. Default true. */
  warm?: boolean
  /** Whether the template's policies are enforced. Default true. */
  iam?: boolean
  /** Tells which declaration would grant what was refused. */
  grantHint?: GrantHint
  /** No messages of trouble on the console. */
  quiet?: boolean
  clock?: Clock
}

/** A running stack on this machine. */
export interface LocalRuntime {
  /** For `AWS_ENDPOINT_URL`. */
  endpointUrl: string
  /** Address of the HTTP API. */
  apiUrl: string
  region: string
  stacks: readonly Stack[]
  /** Outputs of all stacks by key. */
  outputs: Readonly<Record<string, string>>
  functions: LocalFunctions
  onLog: LocalFunctions['onLog']
  onInvocation: LocalFunctions['onInvocation']
  mailbox(): SentMail[]
  /** How many faults were injected so far, by kind; undefined without a fault plan. */
  injectedFaults(): Record<string, number> | undefined
  /** Answers what is in flight and stops everything, within 5 seconds. Calling it again waits for the same end. */
  close(): Promise<void>
}

/** Runs the stacks of a cloud assembly. Rejects, with nothing left running, when something in them is not supported. */
export async function startLocal(options: LocalOptions): Promise<LocalRuntime> {
  const { dataDir, region = 'us-east-1', clock = { now: Date.now }, quiet = false } = options
  const place = { region, accountId: ACCOUNT_ID }
  const kept = { ...place, clock, ...(dataDir !== undefined && { dataDir }) }
  const artifacts = loadAssembly(options.assemblyDir, options.stackName)
  const assemblyOptions = { ...place, parameters: options.parameters ?? {} }
  checkAssembly(artifacts, assemblyOptions)
  if (dataDir !== undefined) prepareDataDirectory(dataDir)
  const plan = faultPlan(options)
  const shutdown = new Shutdown(DRAIN_MS)

  try {
    const { server, url: endpointUrl } = await listen(options.endpointPort)
    shutdown.add(() => void server.close())
    const open = <Store>(part: string, start: () => Store | Promise<Store>) => openPart(dataDir, part, start)
    // First, because it holds the lock: a second process must not touch anything.
    const dynamodb = await open('dynamodb', () => startDynamoDb({ ...kept, ...(plan && { faults: plan.dynamodb }) }))
    shutdown.add(() => dynamodb.close())
    const messaging = await open('fauxqs', () => startMessaging({ ...kept, baseUrl: endpointUrl }))
    shutdown.add(() => messaging.close())

    const targets = targetServices({ messaging, functions: () => functions })
    const functions = createFunctions({
      region,
      endpointUrl,
      deliver: deliverTo(targets),
      ...(options.workersPerFunction !== undefined && { concurrency: options.workersPerFunction }),
      ...(plan && { faults: plan.invocations }),
    })
    const eventBridge = await open('eventbridge.db', () => startEventBridge({ ...kept, targets }))
    shutdown.add(() => eventBridge.close())
    const schedulerTargets = { ...targets, putOnBus: eventBridge.putOnBus }
    const scheduler = await open('scheduler.db', () => startScheduler({ ...kept, targets: schedulerTargets }))
    shutdown.add(() => scheduler.close())
    const mail = await open('mailbox.jsonl', () => startMail(kept))
    const cloudWatch = startCloudWatch({ messaging, functions, clock })
    shutdown.add(() => cloudWatch.close())
    const iam =
      options.iam === false
        ? undefined
        : new LocalIam({
            ...place,
            now: () => clock.now(),
            functionOf: functions.ownerOf,
            partitionKeyOf: dynamodb.partitionKeyOf,
            keptPolicies: { sqs: messaging.policyOf, sns: messaging.policyOf },
            print: quiet ? () => {} : (line) => console.error(line),
            ...(options.grantHint && { hint: options.grantHint }),
          })
    const stacks: Stack[] = []
    const parameters = new Map<string, { value: string; type: string }>()

    const services = awsServices({
      ...place,
      stacks,
      parameters,
      messaging,
      handlers: { dynamodb, functions, eventBridge, scheduler, mail, cloudWatch },
      plan,
      roles: iam && roleSessions(iam),
      now: () => clock.now(),
    })
    const calls = createCallCounts((accessKey) => callerName(functions, accessKey))
    const tokens = createTokenAuthority(clock)
    const pages = {
      '/_local/mailbox': mail.mailbox,
      '/_local/calls': calls.totals,
      '/_local/token': tokenPage(tokens, () => httpApis.tokenRules()),
    }
    const endpoint = serve(server, {
      region,
      ...services,
      pages,
      onCall: calls.count,
      ...(iam && { guard: iam }),
    })
    shutdown.add(() => endpoint.close())
    shutdown.add((drainMs) => functions.close(drainMs))

    const eventSources = createEventSources({
      ...kept,
      functions,
      queues: messaging.queues,
      dynamodb,
      functionArnOf: (nameOrArn) => functions.find(nameOrArn)?.arn ?? nameOrArn,
      ...(plan && { faults: plan.deliveries }),
      ...(!quiet && { onProblem: (message: string) => console.error(message) }),
    })
    functions.useEventSources(eventSources)
    shutdown.add((drainMs) => eventSources.close(drainMs))
    const api = await startHttpApi({ port: options.apiPort, accountId: ACCOUNT_ID, functions, tokens, clock })
    shutdown.add((drainMs) => api.close(drainMs))
    const httpApis = new HttpApis(api)

    const created = { ...place, messaging, dynamodb, functions, eventSources, eventBridge, scheduler, iam, httpApis }
    const scratchDirectory = scratch(shutdown)
    await deployAssembly(
      artifacts,
      assemblyOptions,
      { ...created, alarms: cloudWatch, parameters, scratchDirectory },
      stacks,
      clock.now,
    )
    messaging.dropLeftOvers()
    eventBridge.resume()
    httpApis.serve()
    api.ready()
    if (options.warm !== false) functions.warm().catch(() => undefined)

    return {
      endpointUrl,
      apiUrl: api.url,
      region,
      stacks,
      outputs: Object.fromEntries(stacks.flatMap(({ outputs }) => outputs.map(({ key, value }) => [key, value]))),
      functions,
      onLog: functions.onLog,
      onInvocation: functions.onInvocation,
      mailbox: mail.mailbox,
      injectedFaults: () => plan?.injected(),
      close: () => shutdown.run(),
    }
  } catch (error) {
    await shutdown.run()
    throw error
  }
}

function faultPlan({ faults, seed = 1, identifyMessage, onFaultDecision }: LocalOptions) {
  if (!faults) return undefined
  return createFaultPlan({
    rates: faults,
    seed,
    ...(identifyMessage && { identify: identifyMessage }),
    ...(onFaultDecision && { onDecision: onFaultDecision }),
  })
}

/** What the template says of the running function, which is shorter than its generated name. */
function callerName(functions: LocalFunctions, accessKey: string): string | undefined {
  const name = functions.active(accessKey)?.functionName
  return name === undefined ? undefined : (functions.find(name)?.description ?? name)
}

/** A temporary directory, made when it is first needed and removed at the end. */
function scratch(shutdown: Shutdown): () => string {
  let directory: string | undefined
  return () => {
    if (directory === undefined) {
      const made = mkdtempSync(join(tmpdir(), 'local-functions-'))
      directory = made
      shutdown.addLast(() => rmSync(made, { recursive: true, force: true }))
    }
    return directory
  }
}
