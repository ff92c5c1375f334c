import type { Stack } from './cloudformation/stack.ts'
import type { UpdateResult } from './cloudformation/update.ts'
import type { FaultPlanOptions, FaultRates, Outage } from './faults/index.ts'
import type { GrantHint } from './iam/index.ts'
import type { Isolation, LocalFunctions } from './lambda/index.ts'
import type { UnitTotals } from './metering/index.ts'
import type { Clock } from './ports.ts'
import type { SentMail, SesMode } from './ses/index.ts'
import type { ForwardTarget } from './xray/index.ts'

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
  /** The rates of injected faults (`{}`: nothing, until an outage is begun); the same `seed` (default 1) gives the same faults. */
  faults?: FaultRates
  seed?: number
  /** Ties faults to a message rather than to its order of arrival: what stays the same about it from run to run. */
  identifyMessage?: FaultPlanOptions['identify']
  /** Told of every fault that is decided on, also when the decision is that nothing happens. */
  onFaultDecision?: FaultPlanOptions['onDecision']
  /** Most workers per function, unless its template reserves another number. Default 2. */
  workersPerFunction?: number
  /** Whether functions share threads. Default: they do, unless there is a fault plan, which stops functions in the middle. */
  isolation?: Isolation
  /** Calls {@link LocalRuntime.warm} once all is ready. Default true. */
  warm?: boolean
  /** Whether the template's policies are enforced. Default true. */
  iam?: boolean
  /** Whom the account may send mail to: everybody (`production`, the default), or as a new account may (`sandbox`). */
  ses?: SesMode
  /** Values of secrets that are there from the start, by their names in Secrets Manager. Default: none. */
  secrets?: Readonly<Record<string, string>>
  /** Tells which declaration would grant what was refused. */
  grantHint?: GrantHint
  /** Directory to record in which grants there are and which were used, a file per process. Default: nothing is. */
  recordGrants?: string
  /**
   * Milliseconds without a new message after which the batching window of a queue ends. Default 50, or as soon as no function has
   * anything to do; `Infinity`: after its whole time, as usual on AWS.
   */
  batchWindowQuietMs?: number
  /**
   * Batches are what one receive brings, as on AWS while functions keep up, instead of taking along what comes while they wait for a worker.
   * For figures of cost; give many `workersPerFunction` as well. Default false: full batches are the cheapest way through on few cores.
   */
  batchesAsReceived?: boolean
  /** Where spans are sent on to that functions record, besides being kept in the log group `aws/spans`. Default: nowhere. */
  forwardSpansTo?: ForwardTarget | undefined
  /** Counts every unit that AWS would bill, by function; it is read at `/_local/usage`. Default false: counting costs time. */
  metering?: boolean
  /** Whether problems are kept off the console. Default: they are printed. */
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
  /**
   * Loads every function, and what the first requests need, in the background, so that none of them waits for that. What cannot be
   * loaded fails with the first request that needs it, and says so then.
   */
  warm(): void
  /** What AWS would have billed so far, by the description of the function that caused it; empty without `metering`. */
  usage(): UnitTotals
  /**
   * Updates a stack (default: the last one) to what another cloud assembly says, while it goes on working, as CloudFormation
   * does. The assembly of before must stay until invocations that run its code are over.
   * @throws {StackUpdateError} when it is refused before anything is changed, or was rolled back
   */
  update(assemblyDir: string, stackName?: string): Promise<UpdateResult>
  /**
   * Deploys what another cloud assembly has: each stack is updated, or created if it is not there yet. With `stackName`, only that one and
   * those that it depends on. @throws as {@link update}; what was deployed before stays.
   */
  deployAll(assemblyDir: string, stackName?: string): Promise<UpdateResult>
  /** How many faults were injected so far, by kind; undefined without a fault plan. */
  injectedFaults(): Record<string, number> | undefined
  /**
   * Lets services or functions be away from now on, each for its time.
   * @throws {UsageError} for a target that is neither a service nor a function; {Error} without `faults`.
   */
  beginOutages(outages: readonly Outage[]): void
  /** Answers what is in flight and stops everything, within 5 seconds. Calling it again waits for the same end. */
  close(): Promise<void>
}
