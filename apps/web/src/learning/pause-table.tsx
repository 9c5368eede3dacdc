import { termOf, type PauseView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Empty, Segmented, Table } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { LiftButton } from '../match/pause.js';
import { usePauses } from '../match/pause.queries.js';

const PAGE_SIZE = 10;

/** 暂缓推荐: who, why, until when, who said so, and how it ended. */
export function PauseTable() {
  const [isOn, setOn] = useState(true);
  const [page, setPage] = useState(1);
  const pauses = usePauses({ isOn, page, pageSize: PAGE_SIZE });
  return (
    <>
      <Segmented<boolean>
        aria-label="是否仍在暂缓"
        className="gap-below"
        value={isOn}
        options={[
          { value: true, label: '正在暂缓' },
          { value: false, label: '已解除或到期' },
        ]}
        onChange={(next) => {
          setOn(next);
          setPage(1);
        }}
      />
      <LoadState query={pauses}>
        {({ items, total }) =>
          total === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={isOn ? '没有暂缓推荐的企业' : '还没有解除或到期的暂缓'}
            />
          ) : (
            <Table<PauseView>
              size="small"
              rowKey="id"
              dataSource={items}
              scroll={{ x: 'max-content' }}
              pagination={{ current: page, pageSize: PAGE_SIZE, total, hideOnSinglePage: true, onChange: setPage }}
              columns={[
                {
                  title: '企业',
                  render: (_, { enterprise }) => (
                    <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: enterprise.id }}>
                      {enterprise.name}
                    </Link>
                  ),
                },
                { title: '理由', render: (_, pause) => termOf('dismissReason', pause.reason) },
                { title: '暂缓至', render: (_, pause) => <span className="number">{pause.until}</span> },
                {
                  title: '提出',
                  render: (_, pause) => (
                    <>
                      {pause.setByName} <span className="number">{pause.since}</span>
                    </>
                  ),
                },
                { title: '项目', render: (_, { project }) => project.name },
                isOn
                  ? { title: '', key: 'lift', fixed: 'right', render: (_, pause) => <LiftButton pause={pause} /> }
                  : {
                      title: '结束',
                      key: 'end',
                      render: (_, pause) =>
                        pause.liftReason === null ? '到期' : `${pause.liftedByName ?? ''}：${pause.liftReason}`,
                    },
              ]}
            />
          )
        }
      </LoadState>
    </>
  );
}
