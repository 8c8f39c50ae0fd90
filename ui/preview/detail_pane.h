// SPDX-License-Identifier: Apache-2.0
// What is known of the node chosen in the live tree: owner, labels, value and rate, history,
// distribution, and what can be done about an application.
#pragma once

#include <QWidget>

#include "ui/preview/preview_model.h"

class QFormLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace gatepost::ui {

class HistogramView;
class SparkView;

class DetailPane : public QWidget {
    Q_OBJECT
public:
    explicit DetailPane(QWidget* parent = nullptr);
    void show(const PreviewModel& model, const QModelIndex& index);

signals:
    void pauseWanted(QString applicationId);
    void resumeWanted(QString applicationId);
    void pinWanted();
    void purgeWanted(QString applicationId, QString name);

private:
    void addRow(const QString& name, const QString& value);
    void showApplication(const ApplicationDigest& application);
    void showGroup(const relay::GroupSnapshot& group);
    void showSeries(const QModelIndex& index, const PreviewModel::Node& node);

    QLabel* m_hint;
    QLabel* m_title;
    QFormLayout* m_form;
    QWidget* m_historyBox;
    SparkView* m_spark;
    QWidget* m_bucketsBox;
    HistogramView* m_buckets;
    QToolButton* m_pin;
    QPushButton* m_pause;
    QPushButton* m_purge;
    QString m_applicationId;
    QString m_applicationName;
    bool m_paused = false;
    int m_nextRow = 0;
};

}  // namespace gatepost::ui
