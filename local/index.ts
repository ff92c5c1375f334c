import { checkAssembly } from './cloudformation/assembly-options.ts'
import { Generations } from './cloudformation/generations.ts'
import { Stacks } from './cloudformation/stacks.ts'
import { startCloudWatch } from './cloudwatch/index.ts'
import { openPart, prepareDataDirectory } from './data-directory.ts'
import { startDynamoDb } from './dynamodb/index.ts'
import { createCallCounts } from './endpoint/call-counts.ts'
import { type Endpoint, listen, serve } from './endpoint/server.ts'
import { createEventSources, type EventSources, windowEnds } from './event-sources/index.ts'
import { startEventBridge } from './eventbridge/index.ts'
import { beginOutages, faultPlan } from './fault-plan.ts'
import { apiPrincipal, createTokenAuthority, startHttpApi, tokenPage } from './http-api/index.ts'
import { roleSessions } from './iam/assume-role.ts'
import { type DeliveryCheck, LocalIam } from './iam/index.ts'
import { createFunctions } from './lambda/index.ts'
import { startLogs } from './logs/index.ts'
import { startMessaging } from './messaging/index.ts'
import { payerOfCaller } from './metering/functions.ts'
import { createMetering } from './metering/index.ts'
import type { LocalOptions, LocalRuntime } from './options.ts'
import { HttpApis } from './resources/http-apis.ts'
import { startScheduler } from './scheduler/index.ts'
import { scratchDirectory } from './scratch-directory.ts'
import { missingSecrets, startSecrets } from './secrets/index.ts'
import { awsServices } from './services.ts'
import { startMail } from './ses/index.ts'
import { Shutdown } from './shutdown.ts'
import { deliverTo, targetServices } from './targets.ts'
import { loadAssembly } from './template/assembly.ts'
import { startTraces } from './xray/index.ts'

export { UnsupportedTemplateError } from './cloudformation/check.ts'
export type { Stack } from './cloudformation/stack.ts'
export type { UpdateResult } from './cloudformation/update.ts'
export { StackUpdateError } from './cloudformation/update-error.ts'
export {
  type FaultDecision,
  type FaultKind,
  type FaultRates,
  type Outage,
  parseFaults,
  parseOutages,
} from './faults/index.ts'
export type { Grant, GrantHint, GrantLine } from './iam/index.ts'
export { type InvocationInfo, type Isolation, isolations } from './lambda/index.ts'
export { type BillableUnit, type UnitTotals, unbilledUnits } from './metering/index.ts'
export type { LocalOptions, LocalRuntime } from './options.ts'
export { type SentMail, type SesMode, sesModes } from './ses/index.ts'
export { AssemblyError } from './template/assembly.ts'
export { forwardTarget } from './xray/index.ts'

const ACCOUNT_ID = '000000000000'
/** Within the 5 seconds in which a closed runtime is gone. */
const DRAIN_MS = 3_500

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
    const refusalOf: DeliveryCheck = (...delivery) => iam?.refusalOfDelivery(...delivery)
    const open = <Store>(part: string, start: () => Store | Promise<Store>) => openPart(dataDir, part, start)
    let mappings: EventSources | undefined
    let endpoint: Endpoint | undefined
    const metering = createMetering(options.metering ?? false, {
      functions: () => functions,
      // A schedule that is overdue delivers before there are mappings.
      readerOf: (queueArn) => mappings?.list().find(({ EventSourceArn }) => EventSourceArn === queueArn)?.FunctionArn,
    })
    const { onConsumed, onTopicDelivery, onArchived } = metering
    // First, because it holds the lock: a second process must not touch anything.
    const dynamodb = await open('dynamodb', () =>
      startDynamoDb({ ...kept, onConsumed, ...(plan && { faults: plan.dynamodb }) }),
    )
    shutdown.add(() => dynamodb.close())
    const messaging = await open('fauxqs', () =>
      startMessaging({ ...kept, baseUrl: endpointUrl, refusalOf, onTopicDelivery }),
    )
    shutdown.add(() => messaging.close())

    const targets = metering.targets(targetServices({ messaging, functions: () => functions, refusalOf }))
    const functions = createFunctions({
      region,
      endpointUrl,
      deliver: deliverTo(targets),
      endpoint: () => endpoint?.inProcess,
      ...(options.workersPerFunction !== undefined && { concurrency: options.workersPerFunction }),
      ...(options.isolation && { isolation: options.isolation }),
      ...(plan && { faults: plan.invocations }),
    })
    metering.watch(functions)
    const secrets = await open('secrets.json', () => startSecrets({ ...kept, given: options.secrets }))
    const iam =
      options.iam === false
        ? undefined
        : new LocalIam({
            ...place,
            now: () => clock.now(),
            functions: { signing: functions.ownerOf, isKey: functions.isWorkerKey, named: functions.find },
            partitionKeyOf: dynamodb.partitionKeyOf,
            secretArnOf: secrets.arnOf,
            keptPolicies: { sqs: messaging.policyOf, sns: messaging.policyOf },
            print: quiet ? () => {} : (line) => console.error(line),
            ...(options.grantHint && { hint: options.grantHint }),
            ...(options.recordGrants !== undefined && { recordGrants: options.recordGrants }),
          })
    const eventBridge = await open('eventbridge.db', () => startEventBridge({ ...kept, targets, onArchived }))
    shutdown.add(() => eventBridge.close())
    const scheduler = await open('scheduler.db', () =>
      startScheduler({
        ...kept,
        targets: metering.schedules({ ...targets, putOnBus: eventBridge.putOnBus }),
        trusts: (roleArn, groupArn) => iam?.trusts(roleArn, 'scheduler.amazonaws.com', groupArn) ?? true,
      }),
    )
    shutdown.add(() => scheduler.close())
    const mail = await open('mailbox.jsonl', () =>
      startMail({
        ...kept,
        ...(options.ses && { mode: options.ses }),
      }),
    )
    const cloudWatch = startCloudWatch({ messaging, functions, dynamodb, clock })
    shutdown.add(() => cloudWatch.close())
    const logs = startLogs({ ...place, functions, clock })
    const generations = await open('generations.json', () => new Generations(dataDir))
    const stacks = new Stacks(assemblyOptions, generations)
    const onProblem = (message: string) => void (quiet || console.error(message))
    const traces = startTraces({ clock, write: logs.write, forwardTo: options.forwardSpansTo, onProblem })
    shutdown.add((drainMs) => traces.close(drainMs))
    const parameters = new Map<string, { value: string; type: string }>()

    const services = awsServices({
      ...place,
      stacks: stacks.shown,
      beginStack: stacks.beginner(onProblem),
      parameters,
      messaging,
      handlers: { dynamodb, functions, eventBridge, scheduler, mail, secrets, cloudWatch, logs, traces },
      plan,
      roles: iam && roleSessions(iam),
    })
    const calls = createCallCounts((accessKey) => payerOfCaller(functions, accessKey))
    const tokens = createTokenAuthority(clock)
    const pages = {
      '/_local/mailbox': mail.mailbox,
      '/_local/calls': calls.totals,
      ...(options.metering && { '/_local/usage': metering.totals }),
      // How a client tells this runtime from another emulator, or from AWS.
      '/_local/runtime': () => ({ runtime: 'local' }),
      '/_local/token': tokenPage(tokens, () => httpApis.tokenRules()),
    }
    endpoint = serve(server, {
      region,
      ...metering.services(services),
      pages,
      onCall: calls.count,
      ...(iam && { guard: iam }),
    })
    shutdown.add(() => endpoint?.close())
    shutdown.add((drainMs) => functions.close(drainMs))

    const eventSources = createEventSources({
      ...kept,
      functions,
      queues: metering.polling(messaging.queues),
      dynamodb,
      refusalOf,
      functionArnOf: (nameOrArn) => functions.find(nameOrArn)?.arn ?? nameOrArn,
      ...windowEnds(options.batchWindowQuietMs, functions),
      ...(options.batchesAsReceived && { batchesAsReceived: true }),
      ...(plan && { faults: plan.deliveries }),
      ...(!quiet && { onProblem: (message: string) => console.error(message) }),
    })
    mappings = eventSources
    functions.useEventSources(eventSources)
    shutdown.add((drainMs) => eventSources.close(drainMs))
    const api = await startHttpApi({
      port: options.apiPort,
      accountId: ACCOUNT_ID,
      functions: metering.api(functions),
      tokens,
      clock,
      onProblem,
      onAnswer: cloudWatch.countAnswer,
      refuses: (functionArn, caller) =>
        refusalOf(apiPrincipal(place, caller), 'lambda:InvokeFunction', functionArn) !== undefined,
    })
    shutdown.add((drainMs) => api.close(drainMs))
    const httpApis = new HttpApis(api)

    const created = {
      ...place,
      messaging,
      dynamodb,
      functions,
      eventSources,
      eventBridge,
      scheduler,
      mail,
      iam,
      httpApis,
      logs,
    }
    const surroundings = { ...created, alarms: cloudWatch, parameters, scratchDirectory: scratchDirectory(shutdown) }
    await stacks.deploy(artifacts, { services: surroundings, now: () => clock.now(), onProblem })
    iam?.settle()
    for (const line of iam ? missingSecrets(iam, secrets) : []) onProblem(line)
    messaging.dropLeftOvers()
    eventBridge.resume()
    httpApis.serve()
    api.ready()
    const warm = () => void Promise.allSettled([functions.warm(), messaging.warm()])
    if (options.warm !== false) warm()

    return {
      endpointUrl,
      apiUrl: api.url,
      region,
      stacks: stacks.shown,
      get outputs() {
        return Object.fromEntries(stacks.shown.flatMap(({ outputs }) => outputs.map(({ key, value }) => [key, value])))
      },
      deployAll: (assemblyDir, stackName) => stacks.deployAll(assemblyDir, stackName),
      update: (assemblyDir, stackName = artifacts.at(-1)?.stackName ?? '') => stacks.update(assemblyDir, stackName),
      functions,
      onLog: functions.onLog,
      onInvocation: functions.onInvocation,
      mailbox: mail.mailbox,
      warm,
      usage: metering.totals,
      injectedFaults: () => plan?.injected(),
      beginOutages: (outages) => beginOutages(plan, functions, outages),
      close: () => shutdown.run(),
    }
  } catch (error) {
    await shutdown.run()
    throw error
  }
}
