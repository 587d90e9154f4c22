// What framer-motion needs at run time, loaded after the page stands.
export { domAnimation } from 'framer-motion';
