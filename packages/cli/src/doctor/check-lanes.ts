import { basename } from 'node:path'
import type { NodeHome } from '../home/home.ts'
import { adminGet } from '../http/admin-client.ts'
import type { Finding } from './finding.ts'

const WAIT_MS = 5_000
const PAGE = 'docs/operate/halted-lanes.md'

interface Halted {
  readonly id: number
  readonly peer: string
  readonly direction: string
  readonly code: string
  readonly may: readonly string[]
}

/** Lanes that a fault stopped: they wait for their operators. A node that does not answer is checkNode's finding. */
export async function checkLanes(node: NodeHome): Promise<Finding[]> {
  const name = basename(node.dir).toUpperCase()
  const lanes = await haltedLanes(node).catch(() => [])
  return lanes.map((lane): Finding => {
    const text = {
      en: `${name}: the lane ${lane.direction === 'incoming' ? 'from' : 'to'} ${lane.peer} is halted (${lane.code}, number ${lane.id})`,
      ar: `${name}: المسار ${lane.direction === 'incoming' ? 'من' : 'إلى'} ${lane.peer} متوقف (${lane.code}، رقم ${lane.id})`,
    }
    return { check: `lanes ${name}`, level: 'failure', text, act: actOf(lane, name) }
  })
}

function actOf({ id, peer, code, may }: Halted, name: string): Finding['act'] & object {
  if (code === 'QUOTA')
    return {
      en: `nothing: it ends by itself at the next UTC day; see why ${peer} sends what is refused (${PAGE})`,
      ar: `لا شيء: ينتهي ذلك تلقائياً مع اليوم التالي بتوقيت UTC، وابحث لماذا ترسل ${peer} ما يُرفض (${PAGE})`,
    }
  if (may.length === 0)
    return {
      en: `operator of ${name}: agree with the operator of ${peer}, who decides there (${PAGE})`,
      ar: `مشغّل ${name}: اتفق مع مشغّل ${peer}، فالقرار هناك (${PAGE})`,
    }
  const routes = may.map((decision) => `POST /admin/v1/lanes/${id}/${decision}`)
  return {
    en: `operator of ${name}: agree with the operator of ${peer}, then ${routes.join(' or ')} (${PAGE})`,
    ar: `مشغّل ${name}: اتفق مع مشغّل ${peer}، ثم ${routes.join(' أو ')} (${PAGE})`,
  }
}

async function haltedLanes(node: NodeHome): Promise<readonly Halted[]> {
  const { body } = await adminGet(node, '/admin/v1/lanes', WAIT_MS)
  const { lanes } = JSON.parse(Buffer.from(body).toString('utf8'))
  return Array.isArray(lanes) ? lanes.filter(isHalted) : []
}

function isHalted(value: unknown): value is Halted {
  if (typeof value !== 'object' || value === null) return false
  const { id, peer, direction, code, may } = value as Record<string, unknown>
  return (
    Number.isInteger(id) &&
    [peer, direction, code].every((text) => typeof text === 'string') &&
    Array.isArray(may) &&
    may.every((decision) => typeof decision === 'string')
  )
}
