import { testShortForms, waiting } from './short-forms.ts';

testShortForms(waiting, 'streaming');
