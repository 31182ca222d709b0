import classes from './logo.module.css';

/** A gate half lifted, and the water going through. */
export function LogoMark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#146a65" />
      <path d="M9 6v20M23 6v20" stroke="#aedfdb" strokeWidth="2.5" strokeLinecap="round" />
      <rect x="9" y="7" width="14" height="7" rx="1.5" fill="#fff" />
      <path
        d="M11.5 19.5c1.5-1.4 3-1.4 4.5 0s3 1.4 4.5 0M11.5 24.5c1.5-1.4 3-1.4 4.5 0s3 1.4 4.5 0"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function Logo() {
  return (
    <span className={classes['logo']}>
      <LogoMark />
      <span className={classes['word']}>Sluice</span>
    </span>
  );
}
