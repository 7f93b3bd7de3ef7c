import { expect, it } from 'vitest'
import { line, written } from './written.tsx'

const html = (child: unknown) => String(<p>{child as string}</p>)

it('marks Arabic within English, and sets Latin apart within Arabic', () => {
  expect(html(written('نموذج: محرر', 'en'))).toBe('<p><span lang="ar" dir="rtl">نموذج: محرر</span></p>')
  expect(html(written('مثل P3D', 'ar'))).toBe('<p>مثل <bdi dir="ltr">P3D</bdi></p>')
  expect(html(written('Items', 'en'))).toBe('<p>Items</p>')
})

it('leaves elements as they are', () => expect(html(line(<b>P3D</b>, 'ar'))).toBe('<p><b>P3D</b></p>'))
