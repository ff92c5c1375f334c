import type { RequestContext } from './request.ts'

/**
 * Condition keys that requests here have whenever they would have them on AWS. A policy with any other key stops the
 * start: judged without its key, `ForAllValues` and negated operators would hold where on AWS they do not.
 */
const KNOWN = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:viaawsservice',
  'cloudwatch:namespace',
  'dynamodb:enclosingoperation',
  'dynamodb:fulltablescan',
  'dynamodb:leadingkeys',
  'dynamodb:returnconsumedcapacity',
  'dynamodb:returnvalues',
  'dynamodb:select',
  'events:detail-type',
  'events:source',
  'iam:passedtoservice',
  's3:prefix',
  's3:tlsversion',
  'ses:apiversion',
  'ses:fromaddress',
  'ses:recipients',
  // No request of a function outside a network of its own has these, neither here nor on AWS.
  'aws:sourcevpc',
  'aws:sourcevpce',
])

/** @param key in lower case */
export const isKnownKey = (key: string): boolean => KNOWN.has(key)

interface Circumstances {
  region: string
  accountId: string
  /** Epoch milliseconds. */
  now: number
}

/** The context keys of every request. The local endpoint stands for AWS's own, which a request reaches by TLS only. */
export function commonContext({ region, accountId, now }: Circumstances): RequestContext {
  return {
    'aws:currenttime': new Date(now).toISOString(),
    'aws:epochtime': String(Math.floor(now / 1000)),
    'aws:requestedregion': region,
    'aws:resourceaccount': accountId,
    'aws:securetransport': 'true',
  }
}

export function roleContext(roleArn: string, accountId: string): RequestContext {
  return {
    'aws:principalaccount': accountId,
    'aws:principalarn': roleArn,
    'aws:principalisawsservice': 'false',
    'aws:principaltype': 'AssumedRole',
    'aws:viaawsservice': 'false',
  }
}

/** Context of a service that acts for one resource: a rule, a topic, a schedule group, an API. */
export function serviceContext(name: string, sourceArn: string | undefined, accountId: string): RequestContext {
  return {
    'aws:principalisawsservice': 'true',
    'aws:principalservicename': name,
    'aws:sourceaccount': accountId,
    ...(sourceArn !== undefined && { 'aws:sourcearn': sourceArn }),
  }
}
