// “Lessons” in the header: the gallery with nothing but the lessons.

import type { ReactNode } from 'react';
import { GallerySheet } from '../gallery/GallerySheet.tsx';

export const LessonsSheet = ({ onClose }: { readonly onClose: () => void }): ReactNode => <GallerySheet only="lessons" onClose={onClose} />;
