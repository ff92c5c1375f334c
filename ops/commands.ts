import type { Command } from 'commander'
import { systemClock } from '../lambdas/runtime/system/clock.ts'
import { addAuditCommands } from './audit/commands.ts'
import { addBreakerCommands } from './breakers/commands.ts'
import { addCanIDeployCommand } from './can-i-deploy/command.ts'
import { addCatalogCommands } from './catalog/commands.ts'
import { addCatalogSiteCommand } from './catalog-site/command.ts'
import { addConsoleCommand } from './console/command.ts'
import { addConsumerCommands } from './consumers/commands.ts'
import { readHeld } from './consumers/read-held.ts'
import { addContractCommands } from './contracts/commands.ts'
import { addCostCommand } from './cost/command.ts'
import { addDeadLetterCommands } from './dead-letters/commands/index.ts'
import { addDoctorCommand } from './doctor/command.ts'
import { addDrillCommands } from './drills/commands.ts'
import { addImportMapCommand } from './import-map/command.ts'
import { addLogsCommand } from './logs/command.ts'
import { addParkedCommands } from './parked/commands.ts'
import { readPauses } from './pauses/read-pauses.ts'
import { createProgram } from './program.ts'
import { addReadModelCommands } from './read-models/commands.ts'
import { addRelayCommands } from './relay/commands.ts'
import { addReplayCommand } from './replay/replay-command.ts'
import { addScheduleCommands } from './schedules/command.ts'
import { addStatusCommand } from './status/command.ts'
import { addTailCommand } from './tail/command.ts'
import { addTraceCommand } from './trace/command.ts'

/** The operator tools as one program. Every family of commands is one line. */
export function opsProgram(): Command {
  const program = createProgram()
  addStatusCommand(program, { pausesOf: readPauses, heldOf: readHeld })
  addConsoleCommand(program)
  addTraceCommand(program)
  addDoctorCommand(program)
  addTailCommand(program)
  addLogsCommand(program)
  addBreakerCommands(program)
  addDrillCommands(program)
  addConsumerCommands(program)
  addReadModelCommands(program)
  addReplayCommand(program)
  addScheduleCommands(program)
  addCostCommand(program)
  addContractCommands(program, () => new Date(systemClock.now()).toISOString().slice(0, 10))
  addCatalogSiteCommand(addCatalogCommands(program))
  addCanIDeployCommand(program)
  addImportMapCommand(program)
  addRelayCommands(program)
  addAuditCommands(program)
  addDeadLetterCommands(program)
  addParkedCommands(program)
  return program
}
