import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSecretsFile, SECRETS_FILE, takenByGit } from '../../../local/secrets/secrets-file.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'

function fileOf(text: string): string {
  const file = join(folderOfTheRun('secrets-'), SECRETS_FILE)
  writeFileSync(file, text)
  return file
}

describe('the file of secrets for this machine', () => {
  it('has texts, and objects for secrets that are JSON', () => {
    expect(readSecretsFile(fileOf('{"a/b":"one","a/c":{"key":"two"}}'))).toEqual({
      'a/b': 'one',
      'a/c': '{"key":"two"}',
    })
  })

  it('need not be there', () => {
    expect(readSecretsFile(join(folderOfTheRun('secrets-'), SECRETS_FILE))).toEqual({})
  })

  it.each([
    ['{"a":"sk_live_1"', '.secrets.local.json is not JSON.'],
    ['["sk_live_1"]', '.secrets.local.json must be a JSON object: values by the names of secrets.'],
    ['{"a":["sk_live_1"]}', '.secrets.local.json: a must be a text that is not empty, or an object'],
    ['{"a":""}', '.secrets.local.json: a must be a text that is not empty'],
    ['{"a b":"sk_live_1"}', '.secrets.local.json: "a b" is no name of a secret, which is 1 to 512 letters'],
    ['{"":"sk_live_1"}', '.secrets.local.json: "" is no name of a secret'],
    ['{"a":null}', '.secrets.local.json: a must be a text that is not empty'],
  ])('that is %s is told in one line, without a value', (text, message) => {
    expect(() => readSecretsFile(fileOf(text))).toThrow(message)
    expect(() => readSecretsFile(fileOf(text))).not.toThrow('sk_live_1')
  })

  it('has no value that Secrets Manager would not take', () => {
    expect(readSecretsFile(fileOf(JSON.stringify({ a: 'k'.repeat(65_536) })))).toHaveProperty('a')
    // Bytes, not characters.
    expect(() => readSecretsFile(fileOf(JSON.stringify({ a: `${'k'.repeat(65_535)}é` })))).toThrow(
      '.secrets.local.json: a is longer than the 65536 bytes that Secrets Manager takes.',
    )
  })
})

describe('git and the file of secrets', () => {
  it('is told to ignore it, in one line, where it does not or has it already', () => {
    const file = fileOf('{"a/b":"sk_live_1"}')
    const git = (...args: string[]) => execFileSync('git', args, { cwd: dirname(file), stdio: 'ignore' })
    expect(takenByGit(file)).toBeUndefined()
    git('init')
    const line =
      'git does not ignore .secrets.local.json, which has secrets in it: add the line .secrets.local.json to .gitignore'
    expect(takenByGit(file)).toContain(line)
    writeFileSync(join(dirname(file), '.gitignore'), '.secrets.local.json\n')
    expect(takenByGit(file)).toBeUndefined()
    git('add', '--force', SECRETS_FILE)
    expect(takenByGit(file)).toContain('if it is committed, git rm --cached it')
    rmSync(file)
    expect(takenByGit(file)).toBeUndefined()
  })
})
