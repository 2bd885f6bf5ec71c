import tseslint from 'typescript-eslint';

const config = tseslint.config(
  { ignores: ['**/dist/**', 'coverage', '**/node_modules/**', '.data', 'apps/admin/src/api/openapi.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Readable at a glance.
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 5], // a sixth collaborator means a second class
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      curly: ['error', 'all'],
      eqeqeq: ['error', 'smart'],
      'no-console': 'error',

      // Nothing slips away.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],

      // One way to do each thing.
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
        {
          selector: "CallExpression[callee.name='forwardRef']",
          message: 'A forwardRef hides a cycle. Break the cycle.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the Clock.' },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Ask the Clock.',
        },
      ],
      // A DTO class is only a shape with documentation; its mapper returns a literal.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.pg-spec.ts', '**/*.e2e-spec.ts', '**/*.contract.ts', 'test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // What vite and React ask for.
    files: ['apps/admin/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // React's handlers take promises and drop them; what is thrown in one is shown by the handler itself.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['apps/admin/vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Programs of their own, with a terminal to talk to and real time to keep.
    files: ['simulators/**/*.ts', 'demo/**/*.ts', 'test/bench/**/*.ts'],
    rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' },
  },
);

// eslint itself asks for a default export.
export default config;
