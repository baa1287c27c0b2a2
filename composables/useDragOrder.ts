import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'

interface Dragged {
  row: Readonly<Ref<HTMLElement | null>>
  /** Only by this the row is dragged: elsewhere texts are selected and fields used. */
  handle: Readonly<Ref<HTMLElement | null>>
  id: () => string
  /** @param after below this row, else above it */
  drop: (id: string, after: boolean) => void
}

/** Puts the rows of a list in order by dragging. Office only: the library is no part of what residents load. */
export function useDragOrder({ row, handle, id, drop }: Dragged) {
  /** Where the dragged row would go. */
  const edge = ref<'before' | 'after'>()
  const dragging = ref(false)
  let stop = () => {}
  const isAfter = (y: number) => {
    const box = row.value?.getBoundingClientRect()
    return box !== undefined && y > box.top + box.height / 2
  }
  onMounted(() => {
    if (!row.value || !handle.value) return
    const element = row.value
    stop = combine(
      draggable({
        element,
        dragHandle: handle.value,
        getInitialData: () => ({ id: id() }),
        onDragStart: () => {
          dragging.value = true
        },
        onDrop: () => {
          dragging.value = false
        },
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => typeof source.data.id === 'string' && source.data.id !== id(),
        onDrag: ({ location }) => {
          edge.value = isAfter(location.current.input.clientY) ? 'after' : 'before'
        },
        onDragLeave: () => {
          edge.value = undefined
        },
        onDrop: ({ source, location }) => {
          edge.value = undefined
          drop(String(source.data.id), isAfter(location.current.input.clientY))
        },
      }),
    )
  })
  onBeforeUnmount(() => stop())
  return { edge: readonly(edge), dragging: readonly(dragging) }
}
