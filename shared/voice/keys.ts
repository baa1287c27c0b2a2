/** Keys of lines that phones and screens name as well. */

/** The line of a scenario: its node, and its place among the messages there. */
export const sceneKey = (node: string, at: number): string => `${node}/${at}`
