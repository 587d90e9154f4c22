// Monaco's own worker, from our origin. It is started only if Monaco asks for it.

import 'monaco-editor/editor/editor.worker.js';
