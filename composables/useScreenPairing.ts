import { useIntervalFn } from '@vueuse/core'
import type { Pairing } from '#shared/screen/pairing.ts'

const POLL_MS = 2_000
/** A new code is fetched this long before the old one expires, in ms; the old one stays valid until then. */
const RENEW_MS = 45_000
/** Pause before a failed request for a code is retried, in ms. */
const RETRY_MS = 10_000

/** Timeout of a request, in ms. */
const TIMEOUT_MS = 8_000

/** A code with its expiry by this device's own clock, for the time after a reload. */
interface Held {
  pairing: Pairing
  until: number
}
const lifetimeOf = ({ expiresAt, now }: Pairing) => Date.parse(expiresAt) - Date.parse(now)
const isHeld = (value: unknown): value is Held[] =>
  Array.isArray(value) &&
  value.every((held) => typeof (held as Held)?.until === 'number' && Boolean((held as Held).pairing?.code))

/**
 * Shows a code, renews it before it expires, and polls until an officer has entered it; client only.
 * @param onPaired called when the token has been received: connect with it.
 * @param refusals how often a token was refused: when it grows after `onPaired`, pairing starts again.
 */
export function useScreenPairing(onPaired: () => void, refusals: () => number) {
  // Persistent: a reload must not change the digits while an officer is typing them.
  const held = useKept('jmt-screen-pairing', isHeld)
  const current = computed(() => held.value?.at(-1)?.pairing)
  /** Ends of the codes and of the pause, by a clock that nobody sets: screens without a battery set theirs late. */
  const ends = new Map<string, number>()
  let notBefore = 0
  let busy = false
  /** A token has been received; the server may still refuse it. */
  let done = false
  /** Tokens that were refused right after they came: the first may have been revoked, but hardly a second as well. */
  const lostTokens = ref(0)

  /** How long a code is still valid, in ms. One from before a reload is trusted for no longer than it ever was. */
  function leftOf({ pairing, until }: Held): number {
    const now = performance.now()
    const end = ends.get(pairing.id) ?? now + Math.min(until - Date.now(), lifetimeOf(pairing))
    ends.set(pairing.id, end)
    return end - now
  }

  async function renew(): Promise<void> {
    const now = performance.now()
    const last = held.value?.at(-1)
    if ((last && leftOf(last) > RENEW_MS) || now < notBefore) return
    notBefore = now + RETRY_MS
    const { id, secret } = last?.pairing ?? {}
    const pairing = await callApi('/api/screens/pairings', {
      method: 'POST',
      body: id && secret ? { renews: { id, secret } } : {},
      timeout: TIMEOUT_MS,
    })
    held.value = [...(held.value ?? []), { pairing, until: Date.now() + lifetimeOf(pairing) }].slice(-2)
  }

  /** @returns true once the token is in the cookie */
  async function collect({ pairing }: Held): Promise<boolean> {
    try {
      const { state } = await callApi('/api/screens/pairings/:id/collect', {
        params: { id: pairing.id },
        method: 'POST',
        body: { secret: pairing.secret },
        retry: 0,
        timeout: TIMEOUT_MS,
      })
      return state === 'paired'
    } catch (error) {
      if (['gone', 'forbidden', 'not_found'].includes(readApiError(error).code))
        held.value = held.value?.filter((other) => other.pairing.id !== pairing.id)
      return false
    }
  }

  async function tick(): Promise<void> {
    if (busy || done) return
    busy = true
    try {
      held.value = (held.value ?? []).filter((one) => leftOf(one) > 0)
      // The server may be unreachable or busy: the next tick tries again.
      await renew().catch(() => {})
      for (const one of held.value) {
        if (!(await collect(one))) continue
        done = true
        held.value = undefined
        return onPaired()
      }
    } finally {
      busy = false
    }
  }

  watch(refusals, () => {
    if (!done) return
    done = false
    lostTokens.value += 1
    notBefore = 0
    void tick()
  })
  void tick()
  useIntervalFn(() => void tick(), POLL_MS)
  onBeforeUnmount(() => {
    done = true
  })
  return {
    code: computed(() => current.value?.code),
    /** Address of the office; null: the same origin as this page. */
    officeOrigin: computed(() => current.value?.officeOrigin ?? null),
    /** This browser does not store the token: cookies are disabled, or not valid for this address. */
    forgetful: computed(() => lostTokens.value > 1),
  }
}
