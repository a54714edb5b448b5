import { testShortForms, working } from './short-forms.ts';

testShortForms(working, 'unary');
