import { styleText } from 'node:util'
import { print } from '../cli/print.ts'
import type { Stack } from './stack.ts'
import { targetOf } from './where.ts'

/**
 * Prints what a command has read of a stack. The text begins with the stack and where it is: the address may come from a variable that was set long
 * ago, and "No dead letters wait" of another pipeline looks like an answer. Data for scripts stays as it is.
 */
export const printOf = (
  stack: Pick<Stack, 'name' | 'clientSettings' | 'outputs'>,
  json: boolean | undefined,
  value: unknown,
  text: () => string,
): void => print(json, value, () => `${styleText('dim', targetOf(stack))}\n${text()}`)
