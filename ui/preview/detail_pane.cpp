// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/detail_pane.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

#include "ui/common/labels.h"
#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/preview/histogram_view.h"
#include "ui/preview/labels.h"
#include "ui/preview/spark.h"

namespace gatepost::ui {
namespace {

QWidget* boxed(QLabel* title, QWidget* content) {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, kGap, 0, 0);
    column->setSpacing(kGap);
    column->addWidget(title);
    column->addWidget(content);
    return box;
}

}  // namespace

DetailPane::DetailPane(QWidget* parent)
    : QWidget(parent),
      m_hint(quiet(tr("Choose a series to see its last minutes."))),
      m_title(heading({})),
      m_form(new QFormLayout),
      m_spark(new SparkView),
      m_buckets(new HistogramView),
      m_pin(new QToolButton),
      m_pause(new QPushButton(tr("Pause"))),
      m_purge(new QPushButton(tr("Purge…"))) {
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_historyBox = boxed(heading(tr("Last minutes")), m_spark);
    m_bucketsBox = boxed(heading(tr("Observations per bucket")), m_buckets);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(kMargin);
    m_form->setVerticalSpacing(kGap);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kGap);
    column->addWidget(m_hint);
    column->addWidget(m_title);
    column->addWidget(m_pin, 0, Qt::AlignLeading);
    column->addLayout(m_form);
    column->addWidget(m_historyBox);
    column->addWidget(m_bucketsBox);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kGap);
    buttons->addWidget(m_pause);
    buttons->addWidget(m_purge);
    buttons->addStretch();
    column->addSpacing(kGap);
    column->addLayout(buttons);
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Details"));
    scroll->setWidget(inside);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    m_purge->setToolTip(tr("Delete this program's groups here and at the server"));
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_paused)
            emit resumeWanted(m_applicationId);
        else
            emit pauseWanted(m_applicationId);
    });
    connect(m_purge, &QPushButton::clicked, this,
            [this] { emit purgeWanted(m_applicationId, m_applicationName); });
    for (auto* widget : {m_historyBox, m_bucketsBox}) widget->hide();
    m_pin->setText(tr("Pin"));
    m_pin->setCheckable(true);
    m_pin->setToolTip(tr("Keep its last minutes, on screen or not"));
    connect(m_pin, &QToolButton::clicked, this, &DetailPane::pinWanted);
    m_pin->hide();
    for (auto* button : {m_pause, m_purge}) button->hide();
}

void DetailPane::addRow(const QString& name, const QString& value) {
    // Rows are reused as long as they name the same thing: a selection inside survives an update.
    const auto labelAt = [this](QFormLayout::ItemRole role) {
        const auto* item = m_form->itemAt(m_nextRow, role);
        return item == nullptr ? nullptr : qobject_cast<QLabel*>(item->widget());
    };
    if (m_nextRow >= m_form->rowCount()) {
        auto* field = new QLabel;
        field->setWordWrap(true);
        field->setTextFormat(Qt::PlainText);
        field->setTextInteractionFlags(Qt::TextSelectableByMouse);
        field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        m_form->addRow(new QLabel, field);
    }
    auto* label = labelAt(QFormLayout::LabelRole);
    auto* field = labelAt(QFormLayout::FieldRole);
    auto colors = palette();
    colors.setColor(QPalette::WindowText, quietText(palette()));
    label->setPalette(colors);
    if (label->text() != name) label->setText(name);
    if (field->text() != value) field->setText(value);
    ++m_nextRow;
}

void DetailPane::showApplication(const ApplicationDigest& application) {
    const auto& owner = application.owner;
    if (!owner.executable.empty()) addRow(tr("Program"), text(owner.executable));
    if (owner.pid > 0)
        addRow(tr("Process"),
               owner.alive ? QString::number(owner.pid) : tr("%1, ended").arg(owner.pid));
    if (!owner.user.empty()) addRow(tr("User"), text(owner.user));
}

void DetailPane::showGroup(const relay::GroupSnapshot& group) {
    for (const auto& [name, value] : group.key.labels()) addRow(text(name), text(value));
    addRow(tr("Lifetime"), group.lifetime == relay::Lifetime::Process
                               ? tr("as long as the program runs")
                               : tr("until it is deleted"));
    if (!group.serverSaid.empty()) addRow(tr("Server"), text(group.serverSaid));
    if (group.refusal) addRow(tr("Refused"), text(group.refusal->sentence));
}

void DetailPane::showSeries(const QModelIndex& index, const PreviewModel::Node& node) {
    addRow(tr("Type"), text(metrics::toString(node.family->family->type)));
    for (const auto& [name, value] : seriesLabels(keyOf(*node.family, *node.series)))
        addRow(text(name), text(value));
    const bool distributed = node.family->family->type == metrics::MetricType::Histogram ||
                             node.family->family->type == metrics::MetricType::Summary;
    addRow(distributed ? tr("Observations") : tr("Value"), number(node.series->value));
    if (std::isfinite(node.series->rate))
        addRow(tr("Rate"), rate(static_cast<double>(node.series->rate)));
    m_spark->setValues(index.siblingAtColumn(PreviewModel::Spark)
                           .data(PreviewModel::SparkRole)
                           .value<QVector<float>>());
    m_historyBox->show();
    if (const auto distribution = distributionOf(*node.family, *node.series)) {
        if (distribution->count > 0)
            addRow(tr("Mean"), estimate(distribution->sum / distribution->count));
        for (const auto& [q, value] : distribution->quantiles)
            addRow(tr("Quantile %1").arg(number(q)),
                   std::isnan(value) ? tr("none yet") : estimate(value));
        if (!distribution->buckets.empty()) {
            m_buckets->setDistribution(*distribution);
            m_bucketsBox->show();
        }
    }
}

void DetailPane::show(const PreviewModel& model, const QModelIndex& index) {
    const auto node = model.node(index);
    m_nextRow = 0;
    const bool isSeries = node && node->series != nullptr;
    if (!isSeries) m_historyBox->hide();
    const bool distributed =
        isSeries && (node->family->family->type == metrics::MetricType::Histogram);
    if (!distributed) m_bucketsBox->hide();
    m_hint->setVisible(!node.has_value());
    m_pin->setVisible(isSeries);
    m_pin->setChecked(isSeries && model.isPinned(index));
    m_pause->setVisible(node.has_value());
    m_purge->setVisible(node.has_value());
    if (node) {
        m_title->setText(node->family != nullptr ? text(node->family->family->name)
                         : node->group != nullptr
                             ? groupName(model.preview().group(*node->group).key)
                             : ownerName(node->application->owner));
        if (isSeries)
            showSeries(index, *node);
        else if (node->family != nullptr) {
            addRow(tr("Type"), text(metrics::toString(node->family->family->type)));
            addRow(tr("Series"), count(node->family->rows.size()));
        }
        if (node->group != nullptr) showGroup(model.preview().group(*node->group));
        showApplication(*node->application);
        m_applicationId = text(node->application->id);
        m_applicationName = ownerName(node->application->owner);
        m_paused = node->application->paused;
        m_pause->setText(m_paused ? tr("Resume %1").arg(m_applicationName)
                                  : tr("Pause %1").arg(m_applicationName));
    } else {
        m_title->clear();
    }
    while (m_form->rowCount() > m_nextRow) m_form->removeRow(m_form->rowCount() - 1);
}

}  // namespace gatepost::ui
