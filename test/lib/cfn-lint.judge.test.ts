import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOfTheRun } from '../support/temporary-folder.ts'
import { synthesized } from './support/synthesized.ts'

/** In Python, so that it is never required: `pip install cfn-lint` puts it onto the path, `CFN_LINT` names another place. */
const program = process.env.CFN_LINT ?? 'cfn-lint'
const { stdout = '', status } = spawnSync(program, ['--version'], { encoding: 'utf8' })
const version = status === 0 ? stdout.trim() : undefined

/** The CDK writes a DependsOn beside a reference that demands the same order: W3005 says that one of them would do. */
const ignored = ['W3005']

/** An empty file for each template that was linted without a finding, by this version with these exceptions. */
const proven = join(import.meta.dirname, '../../node_modules/.cache/cfn-lint')
const provenFile = (template: string) =>
  join(
    proven,
    createHash('sha256')
      .update(JSON.stringify([version, ignored, template]))
      .digest('hex'),
  )

const jwt = { apiAuth: 'jwt', jwtIssuer: 'https://login.example.com/', jwtAudience: 'shop' }
const email = { emailFrom: 'orders@example.com', alarmEmail: 'ops@example.com' }

describe.skipIf(!version)(`${version ?? 'cfn-lint, which is not at hand: pip install cfn-lint'}`, () => {
  // Half a minute of CPU: one process for all, and none for templates that it has found nothing in before.
  // Two templates have every property that any stage and any way to know a caller has: a third one took another ten seconds.
  it('has nothing to say about the templates of dev with signatures, and of prod with tokens', () => {
    const templates = [{}, { stage: 'prod', ...email, ...jwt, corsOrigins: 'https://shop.example.com' }]
      .map((context) => JSON.stringify(synthesized(context).toJSON()))
      .filter((template) => !existsSync(provenFile(template)))
    if (templates.length === 0) return
    const directory = folderOfTheRun('cfn-lint-')
    const files = templates.map((template, index) => {
      writeFileSync(join(directory, `${index}.json`), template)
      return join(directory, `${index}.json`)
    })
    const { stdout: said, stderr } = spawnSync(
      program,
      ['--regions', 'us-east-1', '--ignore-checks', ...ignored, '--', ...files],
      { encoding: 'utf8' },
    )
    expect(`${said}${stderr}`).toBe('')
    mkdirSync(proven, { recursive: true })
    for (const template of templates) writeFileSync(provenFile(template), '')
  })

  it('would say something about a template that is wrong', () => {
    const file = join(folderOfTheRun('cfn-lint-'), 'template.json')
    const wrong = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeOut: 1 } } } }
    writeFileSync(file, JSON.stringify(wrong))
    expect(spawnSync(program, ['--', file], { encoding: 'utf8' }).stdout).toContain('VisibilityTimeOut')
  })
})
