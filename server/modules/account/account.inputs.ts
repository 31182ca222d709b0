import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A new account.' })
export class SignUpInput {
  @Field(() => String, {
    description: 'E-mail address, at most 254 characters; not case sensitive. EMAIL_TAKEN when it has an account.',
  })
  email!: string;

  @Field(() => String, { description: 'At least 12 and at most 128 characters, else WEAK_PASSWORD.' })
  password!: string;

  @Field(() => String, { description: 'What to call them, 1 to 80 characters; also names their own organisation.' })
  name!: string;
}

@InputType({ description: 'The credentials of an account.' })
export class SignInInput {
  @Field(() => String, { description: 'E-mail address; not case sensitive.' })
  email!: string;

  @Field(() => String, { description: 'The password. WRONG_CREDENTIALS does not tell which of the two was wrong.' })
  password!: string;
}
