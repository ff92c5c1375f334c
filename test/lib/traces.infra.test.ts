import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { valueAt } from '../../lib/validation/template.ts'
import { resources, synthesized } from './support/synthesized.ts'

const off = synthesized()
const cloudWatch = synthesized({ traceRatio: '0.01' })
const collector = synthesized({
  traceRatio: '1',
  traceEndpoint: 'https://collector.example.com/v1/traces',
  apiAuth: 'none',
})

const TRACED = /^(Consumer |HTTP routes of |Relay of )/

/** By description: those that send spans, and the others. */
const variablesOf = (template: Template) =>
  resources(template, 'AWS::Lambda::Function').map(([, { Properties }]) => ({
    name: String(Properties.Description),
    variables: valueAt(Properties, 'Environment', 'Variables') as Record<string, unknown>,
  }))

const ofTraces = (variables: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => /TRACE/.test(name)))

const actionsOf = (template: Template): string[] =>
  resources(template, 'AWS::IAM::Role').flatMap(([, role]) =>
    [...JSON.stringify(role.Properties).matchAll(/"xray:\w+"/g)].map(([action]) => action),
  )

describe('where traces are off, as they are by default', () => {
  it('no function has a variable, a permission or a mode of them', () => {
    for (const { variables } of variablesOf(off)) expect(ofTraces(variables)).toEqual({})
    expect(actionsOf(off)).toEqual([])
    for (const [, { Properties }] of resources(off, 'AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('TracingConfig')
    }
  })
})

describe('where a share of the requests is traced', () => {
  const traced = variablesOf(cloudWatch).filter(({ name }) => TRACED.test(name))

  it('consumers, relays and routes send their spans to CloudWatch, and may do nothing else with X-Ray', () => {
    expect(traced.length).toBeGreaterThan(20)
    for (const { variables } of traced) {
      expect(JSON.stringify(variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)).toBe(
        '{"Fn::Join":["",["https://xray.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"},"/v1/traces"]]}',
      )
    }
    const actions = actionsOf(cloudWatch)
    expect(new Set(actions)).toEqual(new Set(['"xray:PutSpans"', '"xray:PutSpansForIndexing"']))
    expect(actions).toHaveLength(2 * traced.length)
  })

  it('only routes decide what is traced: callers who sign are our own, and their traces go on', () => {
    for (const { name, variables } of traced) {
      const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: _, ...others } = ofTraces(variables)
      expect(others).toEqual(name.startsWith('HTTP routes') ? { TRACE_RATIO: '0.01', CALLERS_TRACE: 'join' } : {})
    }
  })

  it('another function, which has no part in a trace, gets nothing', () => {
    const others = variablesOf(cloudWatch).filter(({ name }) => !TRACED.test(name))
    expect(others.length).toBeGreaterThan(0)
    for (const { variables } of others) expect(ofTraces(variables)).toEqual({})
  })

  it('a collector of our own needs no permission, and strangers only get a link', () => {
    expect(actionsOf(collector)).toEqual([])
    const variables = variablesOf(collector).find(({ name }) => name === 'HTTP routes of order')?.variables ?? {}
    expect(ofTraces(variables)).toEqual({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example.com/v1/traces',
      TRACE_RATIO: '1',
      CALLERS_TRACE: 'link',
    })
  })
})
