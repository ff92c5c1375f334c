import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { onTestFinished } from 'vitest'
import { lambda } from './aws.ts'
import { BEFORE, type Before, configure, type Variables } from './function-configuration.ts'

export interface Change {
  readonly variables: (variables: Variables) => Variables
  /** Default: as it is. */
  readonly timeoutSeconds?: number
}

/**
 * A function works with another configuration while `work` runs, changed as in production, and restored afterwards: also
 * when the test fails or is over its time, and by the next run when this one was killed. Only inside of a test.
 */
export async function changed<Result>(name: string, change: Change, work: () => Promise<Result>): Promise<Result> {
  const { Environment, Timeout } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
  const variables = Environment?.Variables ?? {}
  const next = change.variables(variables)
  const keys = [...new Set([...Object.keys(variables), ...Object.keys(next)])].filter(
    (key) => next[key] !== variables[key],
  )
  const before: Before = {
    variables: Object.fromEntries(keys.map((key) => [key, variables[key] ?? null])),
    ...(change.timeoutSeconds !== undefined && Timeout !== undefined && { timeoutSeconds: Timeout }),
  }
  // Once: work that goes on after its test was given up must not undo what the next test has changed.
  let restored: Promise<void> | undefined
  const restore = () => {
    restored ??= configure(name, variables, before.timeoutSeconds)
    return restored
  }
  // A test that is over its time is given up while it waits, and the one after it would meet the function as it was left.
  onTestFinished(restore)
  await configure(name, { ...next, [BEFORE]: JSON.stringify(before) }, change.timeoutSeconds)
  try {
    return await work()
  } finally {
    await restore()
  }
}
