import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const directory = import.meta.dirname

/** Installs what is measured against, unless it is there. */
export function ensurePeers(): void {
  if (existsSync(join(directory, 'node_modules', '@aws-lambda-powertools', 'batch'))) return
  console.log('Installing the peers (npm ci --prefix bench) ...')
  execFileSync('npm', ['ci', '--prefix', directory, '--no-audit', '--no-fund'], { stdio: 'inherit' })
}
