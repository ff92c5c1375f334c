import type { AwsRequest } from '../../ports.ts'
import type { AccessRequest, RequestContext } from '../request.ts'
import { access as accessTo } from './action.ts'

/** The local endpoint stands for AWS's own, which SDKs reach by TLS 1.3. */
const access = (action: string, resource: string, context: RequestContext = {}): AccessRequest =>
  accessTo(action, resource, { 's3:tlsversion': '1.3', ...context })

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
}

/** Parameters that make another operation of the same method and path; what they ask for is not mapped. */
const SUBRESOURCES = [
  'acl',
  'tagging',
  'retention',
  'legal-hold',
  'torrent',
  'restore',
  'select',
  'attributes',
  'policy',
  'versioning',
  'versions',
  'uploads',
  'location',
  'lifecycle',
  'cors',
]

/**
 * Operations on objects, and the list of a bucket's objects, addressed by path. Undefined: not mapped.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function s3Requirements({ method, path, query, headers }: AwsRequest): AccessRequest[] | undefined {
  const [bucket = '', ...key] = decodeURIComponent(path).replace(/^\//, '').split('/')
  if (bucket === '' || !/^\d+\.|^[^.]+$/.test(headers.host ?? '')) return undefined
  if (SUBRESOURCES.some((name) => query.has(name))) return undefined
  const arn = `arn:aws:s3:::${bucket}`
  if (key.join('/') === '') return listRequirements(arn, method, query)
  const action = OBJECT_ACTIONS[method]
  if (action === undefined) return undefined
  const copied = headers['x-amz-copy-source']
  return [
    access(
      query.has('versionId') && action !== 's3:PutObject' ? `${action}Version` : action,
      `${arn}/${key.join('/')}`,
    ),
    ...(copied ? [access('s3:GetObject', `arn:aws:s3:::${decodeURIComponent(copied).replace(/^\//, '')}`)] : []),
  ]
}

function listRequirements(arn: string, method: string, query: URLSearchParams): AccessRequest[] | undefined {
  if (method === 'HEAD') return [access('s3:ListBucket', arn)]
  if (method !== 'GET') return undefined
  const prefix = query.get('prefix')
  return [access('s3:ListBucket', arn, prefix === null ? {} : { 's3:prefix': prefix })]
}
