import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { readStageFile } from '../../lib/settings/stage-file.ts'
import { readSettings } from '../../lib/settings.ts'
import { folderOfTheRun } from '../support/temporary-folder.ts'
import { buildPipeline } from './support/synthesized.ts'

const root = join(import.meta.dirname, '../..')
const checkedIn = join(root, 'stages')
const stages = readdirSync(checkedIn).map((file) => basename(file, '.json'))
const workflow = readFileSync(join(root, '.github/workflows/deploy.yml'), 'utf8')

/** A directory of its own for one stage's file. */
function directoryWith(content: string, stage = 'dev'): string {
  const directory = folderOfTheRun('stages-')
  writeFileSync(join(directory, `${stage}.json`), content)
  return directory
}

describe("the stages' files", () => {
  it.each(stages)('of %s is sound, and says who may call its API', (stage) => {
    const read = (name: string) => readStageFile(checkedIn, name)
    expect(readSettings({ stage }, read).stage).toBe(stage)
    expect(read(stage)?.settings).toHaveProperty('apiAuth')
  })

  it('are there for every stage that the workflow deploys', () => {
    const [, options = ''] = /options: \[(.+)\]/.exec(workflow) ?? []
    expect(options.split(', ').toSorted()).toEqual(stages.toSorted())
  })

  it('are all that the workflow knows of a stage, besides its addresses of e-mail', () => {
    const given = [...workflow.matchAll(/-c "?(\w+)=/g)].map(([, key]) => key)
    expect(given).toEqual(['stage', 'emailFrom', 'alarmEmail'])
  })

  it('may be missing: then every setting has its default', () => {
    expect(readStageFile(checkedIn, 'no-such-stage')).toBeUndefined()
  })

  it.each([
    ['{ "apiAuth": ', /^\S+\/dev\.json is not JSON: /],
    ['[]', /^\S+\/dev\.json must be a JSON object/],
    ['null', /^\S+\/dev\.json must be a JSON object/],
    ['', /^\S+\/dev\.json is not JSON: /],
    ['{ "stage": "prod" }', /^\S+\/dev\.json: stage is not a setting/],
    ['{ "alarmMail": "a@b" }', /^\S+\/dev\.json: alarmMail is not a setting. Did you mean alarmEmail\?/],
  ])('that hold %j are refused in one line', (content, message) => {
    expect(() => readStageFile(directoryWith(content), 'dev')).toThrow(message)
  })

  it('decide what is synthesized', () => {
    const directory = directoryWith('{ "apiAuth": "none", "archiveDays": 3 }', 'ada')
    const { stack } = buildPipeline({ stage: 'ada' }, undefined, (stage) => readStageFile(directory, stage))
    const template = Template.fromStack(stack)
    template.hasOutput('ApiAuth', { Value: 'none' })
    template.hasResourceProperties('AWS::Events::Archive', { RetentionDays: 3 })
  })
})

describe('stage prod', () => {
  const warnings = (context: Record<string, string>) =>
    buildPipeline(context).stack.node.metadata.flatMap(({ type, data }) => (type === 'aws:cdk:warning' ? [data] : []))

  it('warns when nobody is told of alarms', () => {
    expect(warnings({ stage: 'prod' })).toEqual([expect.stringContaining('Stage prod has no alarmEmail')])
    expect(warnings({ stage: 'prod', alarmEmail: 'ops@example.com' })).toEqual([])
    expect(warnings({ stage: 'dev' })).toEqual([])
  })

  it('warns when anybody may call the API', () => {
    const open = warnings({ stage: 'prod', alarmEmail: 'ops@example.com', apiAuth: 'none' })
    expect(open).toEqual([expect.stringContaining('Stage prod has apiAuth=none')])
    expect(warnings({ stage: 'dev', apiAuth: 'none' })).toEqual([])
  })
})
