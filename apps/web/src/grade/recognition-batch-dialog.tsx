import { InboxOutlined } from '@ant-design/icons';
import { type Code, codesOf, type RecognitionBatchView, termOf } from '@lianghuan/contracts';
import { Button, Form, Input, InputNumber, Select, Upload } from 'antd';
import { useState } from 'react';
import { EntryDialog } from '../app/entry-dialog.js';
import { today } from '../format/date.js';
import { useCreateRecognitionBatch } from './recognition-batch.queries.js';

interface Values {
  readonly list: Code<'recognitionList'>;
  readonly title: string;
  readonly year: number;
  readonly sourceName: string;
  readonly sourceUrl?: string;
  readonly publishedOn: string;
  readonly text?: string;
}

/** A published list, pasted or as a file, with where it comes from. */
export function RecognitionBatchDialog(props: {
  readonly onDone: (batch: RecognitionBatchView) => void;
  readonly onCancel: () => void;
}) {
  const [form] = Form.useForm<Values>();
  const create = useCreateRecognitionBatch();
  const [file, setFile] = useState<File>();
  return (
    <EntryDialog<Values>
      title="登记一批名录"
      okText="核对名单"
      width={680}
      step={create}
      form={form}
      requiredMark="optional"
      initialValues={{ year: Number(today().slice(0, 4)), publishedOn: today() }}
      onFinish={({ text = '', sourceUrl, ...query }) =>
        create.mutate(
          {
            query: { ...query, ...(sourceUrl?.trim() ? { sourceUrl: sourceUrl.trim() } : {}) },
            file: file ?? new File([text], '粘贴的名单.csv', { type: 'text/csv' }),
          },
          { onSuccess: props.onDone },
        )
      }
      onCancel={props.onCancel}
    >
      <div className="form-grid">
        <Form.Item name="list" label="名录" rules={[{ required: true, message: '请选择名录' }]}>
          <Select<Code<'recognitionList'>>
            placeholder="请选择"
            options={codesOf('recognitionList').map((code) => ({
              value: code,
              label: termOf('recognitionList', code),
            }))}
            onChange={(list) => {
              if (!form.isFieldTouched('title')) form.setFieldValue('title', termOf('recognitionList', list));
            }}
          />
        </Form.Item>
        <Form.Item name="year" label="年度" rules={[{ required: true, message: '请填写年度' }]}>
          <InputNumber min={1990} max={2100} precision={0} controls={false} className="full-width" />
        </Form.Item>
      </div>
      <Form.Item
        name="title"
        label="名单名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写名单的名称' }]}
      >
        <Input maxLength={120} placeholder="如：2024年贵州省专精特新中小企业名单" />
      </Form.Item>
      <div className="form-grid">
        <Form.Item
          name="sourceName"
          label="公布的机关和文号"
          rules={[{ required: true, whitespace: true, min: 2, message: '请填写出处' }]}
        >
          <Input maxLength={200} placeholder="如：省工业和信息化厅公告2024年第5号" />
        </Form.Item>
        <Form.Item name="publishedOn" label="公布日期" rules={[{ required: true, message: '请填写公布日期' }]}>
          <Input type="date" />
        </Form.Item>
      </div>
      <Form.Item name="sourceUrl" label="网址">
        <Input maxLength={500} placeholder="https://" />
      </Form.Item>
      <Form.Item
        name="text"
        label="名单"
        required
        extra="一行一家，可带信用代码、名次、年度；也可直接粘贴带表头的表格。最多 5,000 行。"
        rules={[
          {
            validator: (_rule, text: string | undefined) =>
              file === undefined && !text?.trim()
                ? Promise.reject(new Error('请粘贴名单，或选择文件'))
                : Promise.resolve(),
          },
        ]}
      >
        <Input.TextArea
          autoSize={{ minRows: 4, maxRows: 12 }}
          disabled={file !== undefined}
          placeholder={'1. 贵州某某新材料有限公司\n2. 毕节某某食品有限公司'}
        />
      </Form.Item>
      {file === undefined ? (
        <Upload
          accept=".xlsx,.csv"
          showUploadList={false}
          beforeUpload={(chosen) => {
            setFile(chosen);
            return false;
          }}
        >
          <Button icon={<InboxOutlined />}>改为选择文件</Button>
        </Upload>
      ) : (
        <p>
          {file.name}{' '}
          <Button size="small" onClick={() => setFile(undefined)}>
            去掉
          </Button>
        </p>
      )}
    </EntryDialog>
  );
}
