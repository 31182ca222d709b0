import { createTheme, type MantineColorsTuple, Modal, NativeSelect } from '@mantine/core';

/** Water seen through a gate: the one accent of the console. */
const water: MantineColorsTuple = [
  '#ecf8f7',
  '#d8efed',
  '#aedfdb',
  '#80cec8',
  '#5bc0b8',
  '#43b5ac',
  '#2f9f97',
  '#177a73',
  '#11635e',
  '#074f4b',
];

/** Slate with a little of the same water in it, so that dark surfaces do not look dead. */
const dark: MantineColorsTuple = [
  '#dce4e8',
  '#b4c0c8',
  '#8b9aa5',
  '#62727e',
  '#3f4d58',
  '#2b3741',
  '#1e2830',
  '#151d23',
  '#0e1418',
  '#090d10',
];

export const theme = createTheme({
  primaryColor: 'water',
  primaryShade: 7,
  colors: { water, dark },
  black: '#10191d',
  fontFamily: '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // The arrow says nothing that the field does not.
    NativeSelect: NativeSelect.extend({ defaultProps: { rightSectionProps: { 'aria-hidden': true } } }),
    Modal: Modal.extend({
      styles: {
        content: { background: 'var(--surface)' },
        header: { background: 'var(--surface)' },
        title: { fontWeight: 600 },
      },
    }),
  },
});
