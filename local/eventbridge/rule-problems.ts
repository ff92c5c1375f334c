import type { Problem } from '../problem.ts'
import { parseScheduleExpression, ScheduleExpressionError } from '../scheduler/expression.ts'
import { isJson } from '../values.ts'
import { transformerProblems } from './input-transformer.ts'
import { DEFAULT_BUS, type Target } from './model.ts'
import { compilePattern, PatternError } from './pattern/index.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: "up to five (5) targets" of a rule. */
const MOST_TARGETS = 5

const invalid = (path: readonly PropertyKey[], message: string): Problem => ({
  path,
  code: 'ValidationException',
  message,
})

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export function* busProblems(name: string): Iterable<Problem> {
  if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name)) {
    const constraint = 'Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+'
    yield invalid(
      ['Name'],
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: ${constraint}`,
    )
  } else if (name.includes('/')) {
    yield invalid(['Name'], "Custom event bus names can't contain the / character.")
  } else if (name === DEFAULT_BUS) {
    yield { path: ['Name'], code: 'ResourceAlreadyExistsException', message: `Event bus ${name} already exists.` }
  }
}

export function* patternProblems(pattern: string | undefined): Iterable<Problem> {
  if (pattern === undefined) return
  try {
    compilePattern(JSON.parse(pattern))
  } catch (error) {
    if (!(error instanceof PatternError) && !(error instanceof SyntaxError)) throw error
    const message = `Event pattern is not valid. Reason: ${error.message}`
    yield { path: ['EventPattern'], code: 'InvalidEventPatternException', message }
  }
}

interface RuleParts {
  EventPattern?: string | undefined
  ScheduleExpression?: string | undefined
}

/** What PutRule refuses beyond the forms of its members: a rule that is kept and cannot be read would stop every later start. */
export function* ruleProblems({ EventPattern, ScheduleExpression }: RuleParts, busName: string): Iterable<Problem> {
  if (EventPattern === undefined && ScheduleExpression === undefined) {
    yield invalid([], 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
  }
  yield* patternProblems(EventPattern)
  if (ScheduleExpression !== undefined) yield* scheduleProblems(ScheduleExpression, busName)
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function* scheduleProblems(expression: string, busName: string): Iterable<Problem> {
  if (busName !== DEFAULT_BUS) {
    yield invalid(['EventBusName'], 'ScheduleExpression is supported only on the default event bus.')
  }
  try {
    // One-time schedules are EventBridge Scheduler's.
    if (parseScheduleExpression(expression).kind !== 'at') return
  } catch (error) {
    if (!(error instanceof ScheduleExpressionError)) throw error
  }
  yield invalid(
    ['ScheduleExpression'],
    `Parameter ScheduleExpression is not valid. "${expression}" is neither like rate(5 minutes) nor like cron(0 3 * * ? *).`,
  )
}

const TARGET_SERVICES = ['sqs', 'lambda', 'events']

/** What PutTargets refuses in the targets that a rule will have, beyond the forms of their members. */
export function* targetsProblems(targets: readonly Target[]): Iterable<Problem> {
  if (targets.length > MOST_TARGETS) {
    yield {
      path: ['Targets'],
      code: 'LimitExceededException',
      message: `The requested resource exceeds the maximum number allowed: a rule has up to ${MOST_TARGETS} targets, not ${targets.length}.`,
    }
  }
  for (const [index, target] of targets.entries()) {
    for (const { path, ...rest } of targetProblems(target)) yield { path: ['Targets', index, ...path], ...rest }
    if (targets.findIndex(({ Id }) => Id === target.Id) < index) {
      yield invalid(['Targets', index, 'Id'], `The target Id ${target.Id} is used twice.`)
    }
  }
}

function* targetProblems(target: Target): Iterable<Problem> {
  const { Id, Arn, Input, InputPath, InputTransformer, DeadLetterConfig, SqsParameters } = target
  const service = Arn.split(':')[2] ?? ''
  if (!TARGET_SERVICES.includes(service)) {
    yield invalid(['Arn'], `Target ${Arn}: the local runtime delivers to ${TARGET_SERVICES.join(', ')} only.`)
  }
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1) {
    yield invalid([], `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`)
  }
  if (Input !== undefined && !isJson(Input)) yield invalid(['Input'], `JSON syntax error in input for target ${Id}.`)
  if (InputPath !== undefined && !/^\$(\.[\w-]+)*$/.test(InputPath)) {
    yield invalid(
      ['InputPath'],
      `Invalid InputPath for target ${Id} : [${InputPath} is not a JSON path in dot notation].`,
    )
  }
  if (InputTransformer) {
    for (const message of transformerProblems(Id, InputTransformer)) yield invalid(['InputTransformer'], message)
  }
  if (Arn.endsWith('.fifo') && !SqsParameters?.MessageGroupId) {
    yield invalid(['Arn'], `Parameter(s) SqsParameters must be specified for target: ${Id}.`)
  }
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html: "EventBridge DLQs are standard Amazon SQS queues".
  if (DeadLetterConfig?.Arn?.endsWith('.fifo')) {
    yield invalid(['DeadLetterConfig', 'Arn'], `The dead-letter queue of target ${Id} must be a standard queue.`)
  }
}
