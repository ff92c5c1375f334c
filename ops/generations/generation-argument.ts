import { InvalidArgumentError } from 'commander'
import type { Generations } from '../../lambdas/runtime/read-model/generations.ts'
import { UsageError } from '../cli/usage-error.ts'

/** For commander: the name of a generation, `g` and a number from 1. */
export function generationName(text: string): string {
  if (/^g[1-9]\d{0,8}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the name of a generation, e.g. g1.')
}

/** @throws {UsageError} for a generation that does not exist, never did or not any more. */
export function existingGeneration({ all }: Generations, name: string): 'building' | 'ready' {
  const found = Object.hasOwn(all, name) ? all[name] : undefined
  if (found) return found.state
  throw new UsageError(`There is no generation ${name}; there are: ${Object.keys(all).join(', ')}.`)
}
