import { TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';

interface ColumnPickerProps {
  readonly columns: readonly { readonly key: string; readonly title: string }[];
  /** Keys of the columns shown. */
  readonly shown: readonly string[];
  readonly onChange: (shown: readonly string[]) => void;
}

/** Chooses the columns of a list; at least one stays. */
export function ColumnPicker({ columns, shown, onChange }: ColumnPickerProps) {
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      content={
        <Checkbox.Group
          className="view-columns"
          value={[...shown]}
          options={columns.map(({ key, title }) => ({
            value: key,
            label: title,
            disabled: shown.length === 1 && shown[0] === key,
          }))}
          onChange={(keys) => onChange(columns.map(({ key }) => key).filter((key) => keys.includes(key)))}
        />
      }
    >
      <Button icon={<TableOutlined aria-hidden="true" />}>
        列{shown.length < columns.length ? ` ${shown.length}/${columns.length}` : ''}
      </Button>
    </Popover>
  );
}
