import type { Command } from 'commander'
import { dropCommand } from '../rebuild/drop-command.ts'
import { rebuildCommand } from '../rebuild/rebuild-command.ts'
import { verifyCommand } from '../verify/verify-command.ts'
import { generationsCommand, switchCommand } from './generations-command.ts'

/** rebuild, generations, switch, drop, verify. */
export function addReadModelCommands(program: Command): void {
  for (const add of [rebuildCommand, generationsCommand, switchCommand, dropCommand, verifyCommand]) add(program)
}
