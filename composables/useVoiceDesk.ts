import { newId } from '#shared/new-id.ts'
import type { Language, LineView, RecordingView, Subject, VoiceDecision, VoiceSource } from '#shared/voice/voice.ts'

/** The lines of one subject, and what can be done with their recordings. */
export function useVoiceDesk(subject: Subject, id: string) {
  const at = { subject, id }
  const { ready, data, error, busy, refresh } = useKeptFetch('/api/console/voices/:subject/:id', {
    params: at,
    key: `voices-${subject}-${id}`,
  })

  /** The same id when it is sent again after a lost answer, so that it is stored once. */
  const ids = new WeakMap<Blob, string>()
  const sending = useAction(
    async (line: Pick<LineView, 'hash'>, sound: Blob, how: { language: Language; source: VoiceSource }) => {
      const own = ids.get(sound) ?? newId()
      ids.set(sound, own)
      const made = await callApi('/api/console/voices/:subject/:id/recordings', {
        method: 'POST',
        params: at,
        query: { id: own, hash: line.hash, ...how },
        body: await toWav(sound),
        headers: { 'content-type': 'application/octet-stream' },
      })
      await refresh()
      return made
    },
  )
  const deciding = useAction(
    async (recording: Pick<RecordingView, 'id' | 'number'>, decision: VoiceDecision, comment = '') => {
      try {
        return await callApi('/api/console/voices/recordings/:id/decide', {
          method: 'POST',
          params: { id: recording.id },
          body: { decision, comment, seen: recording.number },
        })
      } finally {
        // Also after a conflict: what a colleague has decided is shown beside its message.
        await refresh()
      }
    },
  )
  return { ready, data, error, busy, refresh, sending, deciding }
}
