import { compilePattern, PatternError } from '../eventbridge/pattern/index.ts'
import type { Problem } from '../problem.ts'
import { isWholeBetween } from '../values.ts'
import { type EventSourceMapping, isFifo } from './mapping.ts'

export type SourceKind = 'sqs' | 'dynamodb'

/** Undefined for a source that the local runtime does not support. */
function kindOf(sourceArn: string): SourceKind | undefined {
  return sourceArn.includes(':sqs:') ? 'sqs' : sourceArn.includes(':dynamodb:') ? 'dynamodb' : undefined
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html: "By default, you can define up to five different filters". */
const MOST_FILTERS = 5

const changeable = new Set([
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'FilterCriteria',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'ScalingConfig',
])

const STREAMS_ONLY = [
  'BisectBatchOnFunctionError',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
] as const

/** Throws what a person has to change, before anything is started. */
export function checkMapping(mapping: EventSourceMapping): SourceKind {
  const { EventSourceArn, FunctionName } = mapping
  for (const { message } of mappingProblems(mapping)) {
    throw new Error(`Event source mapping of ${FunctionName} from ${EventSourceArn}: ${message}`)
  }
  return kindOf(mapping.EventSourceArn) ?? 'sqs'
}

/** The mapping with what UpdateEventSourceMapping changes; throws on anything else. */
export function changedMapping(mapping: EventSourceMapping, changes: Record<string, unknown>): EventSourceMapping {
  const { UUID: _, FunctionName: __, ...rest } = changes
  const unknown = Object.keys(rest).find((key) => !changeable.has(key))
  if (unknown) throw new Error(`${unknown} cannot be changed locally; these can: ${[...changeable].join(', ')}`)
  const changed = { ...mapping, ...rest }
  checkMapping(changed)
  return changed
}

type Fail = (problem: string, ...path: PropertyKey[]) => Problem

/** What Lambda refuses in a mapping: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export function* mappingProblems(mapping: EventSourceMapping): Iterable<Problem> {
  const fail: Fail = (message, ...path) => ({ path, code: 'InvalidParameterValueException', message })
  yield* limitProblems(mapping, fail)
  yield* filterProblems(mapping, fail)
  const kind = kindOf(mapping.EventSourceArn)
  if (kind === 'sqs') yield* queueProblems(mapping, fail)
  else if (kind === 'dynamodb') yield* streamProblems(mapping, fail)
  else yield fail('only SQS queues and DynamoDB streams are supported locally', 'EventSourceArn')
}

function* limitProblems(mapping: EventSourceMapping, fail: Fail): Iterable<Problem> {
  const { BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0, FunctionResponseTypes = [] } = mapping
  const concurrency = mapping.ScalingConfig?.MaximumConcurrency
  if (!isWholeBetween(BatchSize, 1, 10_000))
    yield fail(`BatchSize must be from 1 to 10000, not ${BatchSize}`, 'BatchSize')
  if (!isWholeBetween(window, 0, 300)) {
    yield fail(`MaximumBatchingWindowInSeconds must be from 0 to 300, not ${window}`, 'MaximumBatchingWindowInSeconds')
  }
  if (concurrency !== undefined && !isWholeBetween(concurrency, 2, 1000)) {
    yield fail(
      `ScalingConfig.MaximumConcurrency must be from 2 to 1000, not ${concurrency}`,
      'ScalingConfig',
      'MaximumConcurrency',
    )
  }
  const unknown = FunctionResponseTypes.find((type) => type !== 'ReportBatchItemFailures')
  if (unknown !== undefined) {
    yield fail(`FunctionResponseTypes can hold ReportBatchItemFailures only, not ${unknown}`, 'FunctionResponseTypes')
  }
}

/** A pattern that nobody could read would stop the poller when it starts. */
function* filterProblems({ FilterCriteria }: EventSourceMapping, fail: Fail): Iterable<Problem> {
  const filters = FilterCriteria?.Filters ?? []
  const path = ['FilterCriteria', 'Filters']
  if (filters.length > MOST_FILTERS) {
    yield fail(`it can have up to ${MOST_FILTERS} filters, not ${filters.length}`, ...path)
  }
  for (const [index, { Pattern }] of filters.entries()) {
    try {
      if (Pattern) compilePattern(JSON.parse(Pattern))
    } catch (error) {
      if (!(error instanceof PatternError) && !(error instanceof SyntaxError)) throw error
      yield fail(`Invalid filter pattern definition. ${error.message}`, ...path, index, 'Pattern')
    }
  }
}

function* queueProblems(mapping: EventSourceMapping, fail: Fail): Iterable<Problem> {
  const { EventSourceArn: arn, BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 } = mapping
  if (BatchSize > 10 && window === 0) {
    yield fail('MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is above 10', 'BatchSize')
  }
  if (isFifo(arn) && BatchSize > 10) {
    yield fail(`BatchSize must be from 1 to 10 for a FIFO queue, not ${BatchSize}`, 'BatchSize')
  }
  if (isFifo(arn) && window > 0) {
    yield fail('a FIFO queue has no MaximumBatchingWindowInSeconds', 'MaximumBatchingWindowInSeconds')
  }
  for (const name of STREAMS_ONLY) {
    if (mapping[name] !== undefined) yield fail(`a queue has no ${name}`, name)
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
function* streamProblems(mapping: EventSourceMapping, fail: Fail): Iterable<Problem> {
  const { ParallelizationFactor: factor = 1, MaximumRetryAttempts: attempts = -1 } = mapping
  const { MaximumRecordAgeInSeconds: age = -1, DestinationConfig, StartingPosition: start } = mapping
  if (!['TRIM_HORIZON', 'LATEST'].includes(start ?? '')) {
    yield fail(`StartingPosition must be TRIM_HORIZON or LATEST, not ${start}`, 'StartingPosition')
  }
  if (mapping.ScalingConfig?.MaximumConcurrency !== undefined)
    yield fail('a stream has no ScalingConfig', 'ScalingConfig')
  if (!isWholeBetween(factor, 1, 10)) {
    yield fail(`ParallelizationFactor must be from 1 to 10, not ${factor}`, 'ParallelizationFactor')
  }
  if (!isWholeBetween(attempts, -1, 10_000)) {
    yield fail(`MaximumRetryAttempts must be from -1 to 10000, not ${attempts}`, 'MaximumRetryAttempts')
  }
  if (age !== -1 && !isWholeBetween(age, 60, 604_800)) {
    yield fail(`MaximumRecordAgeInSeconds must be -1, or from 60 to 604800, not ${age}`, 'MaximumRecordAgeInSeconds')
  }
  const destination = DestinationConfig?.OnFailure?.Destination
  if (destination && isFifo(destination)) {
    yield fail(`the on-failure destination must be a standard queue, not ${destination}`, 'DestinationConfig')
  }
}
