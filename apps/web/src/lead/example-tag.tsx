import { Tag } from 'antd';

/** 示例: the record is made up for demonstration and can be removed with all its kind in one action. */
export function ExampleTag() {
  return (
    <Tag
      color="orange"
      variant="outlined"
      className="example-tag"
      title="演示用的示例记录，不是真实业务；可由管理员一次清除"
    >
      示例
    </Tag>
  );
}
