import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import { DialogFocus } from '../app/dialog-focus.js';
import { formatInstant } from '../format/date.js';
import { FieldValue } from './field-value.js';
import { isSameValue, type RegisterField } from './register-field.js';
import { initialValues, type FieldValues } from './row-changes.js';

interface ConflictDialogProps {
  readonly fields: readonly RegisterField[];
  /** Who saved in between, and when. */
  readonly by: string;
  readonly at: string;
  readonly base: object;
  readonly latest: object;
  /** What the person at this screen changed. */
  readonly mine: FieldValues;
  /** Goes on editing with these values on top of the latest row. */
  readonly onMerge: (values: FieldValues) => void;
  readonly onDiscard: () => void;
}

/** Somebody saved the same row in between: shows what, and lets both changes live. Nothing typed is lost. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { fields, by, at, mine, onMerge, onDiscard } = props;
  const base = initialValues(fields, props.base);
  const latest = initialValues(fields, props.latest);
  const theirs = fields.filter(({ name }) => !isSameValue(base[name], latest[name]));
  const isContested = ({ name }: RegisterField) => name in mine && !isSameValue(mine[name], latest[name]);
  const [kept, setKept] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const merge = () => {
    const values = Object.fromEntries(
      fields.flatMap(({ name }) => {
        if (name in mine && kept[name] !== 'theirs') return [[name, mine[name]]];
        return [[name, latest[name]]];
      }),
    );
    onMerge(values);
  };
  return (
    <Modal
      open
      width={720}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title="保存时发现别人已改过"
      footer={
        <>
          <Button danger onClick={onDiscard}>
            放弃我的修改
          </Button>
          <Button type="primary" onClick={merge}>
            合并后继续编辑
          </Button>
        </>
      }
    >
      <DialogFocus>
        <p className="gap-below">
          {by || '有人'}在 {formatInstant(at)}{' '}
          保存过这条记录。您填写的内容都还在：没有冲突的修改会自动合到一起，两边都改了的请选择留哪一个。
        </p>
        {theirs.length === 0 ? (
          <p className="faint">对方的修改不涉及本表单的内容。</p>
        ) : (
          <table className="conflict-table">
            <thead>
              <tr>
                <th scope="col">内容</th>
                <th scope="col">原来</th>
                <th scope="col">对方改为</th>
                <th scope="col">我改为</th>
              </tr>
            </thead>
            <tbody>
              {theirs.map((field) => (
                <tr key={field.name}>
                  <th scope="row">{field.title}</th>
                  <td>
                    <FieldValue field={field} value={base[field.name]} />
                  </td>
                  {isContested(field) ? (
                    <td colSpan={2}>
                      <Radio.Group
                        vertical
                        aria-label={`${field.title}留哪一个`}
                        value={kept[field.name] ?? 'mine'}
                        onChange={(event) =>
                          setKept({ ...kept, [field.name]: event.target.value === 'theirs' ? 'theirs' : 'mine' })
                        }
                        options={[
                          {
                            value: 'theirs',
                            label: (
                              <>
                                对方：
                                <FieldValue field={field} value={latest[field.name]} />
                              </>
                            ),
                          },
                          {
                            value: 'mine',
                            label: (
                              <>
                                我的：
                                <FieldValue field={field} value={mine[field.name]} />
                              </>
                            ),
                          },
                        ]}
                      />
                    </td>
                  ) : (
                    <>
                      <td>
                        <FieldValue field={field} value={latest[field.name]} />
                      </td>
                      <td className="faint">没有改</td>
                    </>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </DialogFocus>
    </Modal>
  );
}
