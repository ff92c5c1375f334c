/** A consumer with the same work as the others. */
export interface Contender {
  /** Under `contenders/`. */
  readonly file: string
  /** Bundled as functions of the pipeline are; others as the CDK does it. */
  readonly asDeployed?: boolean
}

export type Contenders = Readonly<Record<string, Contender>>

export interface Scenario {
  readonly title: string
  readonly batchSize: number
  readonly latencyMs: number
  readonly transactionLatencyMs: number
  /** The first is what the others are compared with. */
  readonly contenders: Contenders
}

const ours: Contenders = { ours: { file: 'ours.ts', asDeployed: true } }
const powertools: Contenders = { '(a) powertools batch + idempotency + parser': { file: 'powertools.mjs' } }
/** Bundled likewise, so that the bundler is no part of the difference. */
const floor: Contenders = { '(f) the floor: one transaction per batch': { file: 'floor.mjs', asDeployed: true } }

const all: Contenders = {
  ...ours,
  ...powertools,
  '(b) middy + partial failure + zod + marker': { file: 'middy.mjs' },
  '(c) one transaction per event, no validation': { file: 'transaction.mjs' },
  '(d) the effect only': { file: 'bare.mjs' },
  ...floor,
}
const few: Contenders = { ...ours, ...powertools, ...floor }

const at = (latencyMs: number, transactionLatencyMs = latencyMs) => ({ latencyMs, transactionLatencyMs })

export const scenarios = {
  '0ms': { title: 'store at 0 ms', batchSize: 10, ...at(0), contenders: all },
  '4ms': { title: 'store at 4 ms', batchSize: 10, ...at(4), contenders: all },
  '8ms': { title: 'store at 4 ms, transactions at 8 ms', batchSize: 10, ...at(4, 8), contenders: all },
  '100': { title: 'batches of 100, store at 4 ms', batchSize: 100, ...at(4), contenders: few },
  '1000': { title: 'batches of 1,000, store at 4 ms', batchSize: 1000, ...at(4), contenders: few },
  fifo: {
    title: 'FIFO, each message of a group of its own, store at 4 ms',
    batchSize: 10,
    ...at(4),
    contenders: {
      'ours, holding': { file: 'ordered-holding.ts', asDeployed: true },
      '(a) powertools fifo batch + idempotency + parser': { file: 'powertools-fifo.mjs' },
      ...floor,
    },
  },
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios
export const scenarioNames = ['0ms', '4ms', '8ms', '100', '1000', 'fifo'] as const satisfies readonly ScenarioName[]

const holding: Contenders = {
  'hold, nothing held': { file: 'ordered-holding.ts', asDeployed: true },
  continue: { file: 'ordered-continuing.ts', asDeployed: true },
}

/** An ordered consumer that holds behind dead letters, beside one that goes on; nothing is held. */
export const orderedScenarios: readonly Scenario[] = [scenarios['0ms'], scenarios['4ms'], scenarios['8ms']].map(
  (scenario) => ({ ...scenario, contenders: holding }),
)
