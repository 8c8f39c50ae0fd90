// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/target_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/settings/targets_model.h"

namespace gatepost::ui {
namespace {

enum Kind { Url, Socket };

QSpinBox* seconds(int value, int most) {
    auto* spin = new QSpinBox;
    spin->setRange(relay::kScrapeLeastSeconds, most);
    spin->setSuffix(TargetDialog::tr(" s"));
    spin->setValue(value);
    return spin;
}

}  // namespace

TargetDialog::TargetDialog(const relay::ScrapeTarget& target, const QStringList& taken,
                           QWidget* parent)
    : QDialog(parent),
      m_target(target),
      m_taken(taken),
      m_form(new QFormLayout),
      m_name(new QLineEdit(text(target.name))),
      m_kind(new QComboBox),
      m_url(new QLineEdit(text(target.url))),
      m_socket(new QLineEdit(text(target.socket))),
      m_path(new QLineEdit(text(target.path))),
      m_interval(seconds(target.intervalSeconds, relay::kScrapeMostSeconds)),
      m_timeout(seconds(target.timeoutSeconds, relay::kScrapeMostSeconds)),
      m_job(new QLineEdit),
      m_fault(wrapped({})) {
    const bool isNew = target.name.empty();
    setWindowTitle(isNew ? tr("New Scrape Target") : tr("Scrape Target"));
    m_name->setReadOnly(!isNew);
    m_name->setMaxLength(64);
    m_kind->addItems({tr("An address of this computer"), tr("A local socket of yours")});
    m_kind->setCurrentIndex(target.socket.empty() ? Url : Socket);
    m_url->setPlaceholderText(QStringLiteral("http://127.0.0.1:8000/metrics"));
    m_socket->setPlaceholderText(QStringLiteral("/run/user/1000/app/metrics.sock"));
    for (auto* line : {m_url, m_socket, m_path}) line->setLayoutDirection(Qt::LeftToRight);
    if (target.key.job() != target.name) m_job->setText(text(target.key.job()));
    m_job->setPlaceholderText(tr("The name, unless it is given"));

    m_form->setHorizontalSpacing(kMargin);
    m_form->setVerticalSpacing(kGap);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_form->addRow(tr("&Name:"), m_name);
    m_form->addRow(tr("&Reached by:"), m_kind);
    m_form->addRow(tr("&Address:"), m_url);
    m_form->addRow(tr("&Socket:"), m_socket);
    m_form->addRow(tr("&Path:"), m_path);
    m_form->addRow(tr("&Every:"), m_interval);
    m_form->addRow(tr("&Wait at most:"), m_timeout);
    m_form->addRow(tr("&Job:"), m_job);
    for (int i = 0; i < m_form->rowCount(); ++i) {
        const auto* label =
            qobject_cast<QLabel*>(m_form->itemAt(i, QFormLayout::LabelRole)->widget());
        auto name = label->text();
        name.remove(QLatin1Char('&')).remove(QLatin1Char(':'));
        m_form->itemAt(i, QFormLayout::FieldRole)->widget()->setAccessibleName(name);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kMargin);
    column->addLayout(m_form);
    column->addWidget(m_fault);
    column->addStretch();
    column->addWidget(buttons);
    for (auto* line : {m_name, m_url, m_socket, m_path, m_job})
        connect(line, &QLineEdit::textChanged, this, &TargetDialog::update);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &TargetDialog::update);
    for (auto* spin : {m_interval, m_timeout})
        connect(spin, &QSpinBox::valueChanged, this, &TargetDialog::update);
    update();
    // Room for the longest fault, so that nothing jumps while one types.
    resize(kReadable * 4 / 5, sizeHint().height() + 3 * fontMetrics().lineSpacing());
}

relay::ScrapeTarget TargetDialog::target() const {
    relay::ScrapeTarget target = m_target;
    const bool byUrl = m_kind->currentIndex() == Url;
    const auto plain = [](const QLineEdit* line) { return line->text().trimmed().toStdString(); };
    target.name = plain(m_name);
    target.url = byUrl ? plain(m_url) : std::string();
    target.socket = byUrl ? std::string() : plain(m_socket);
    target.path = byUrl ? std::string("/metrics") : plain(m_path);
    target.intervalSeconds = m_interval->value();
    target.timeoutSeconds = m_timeout->value();
    std::vector<metrics::GroupingKey::Pair> labels;
    for (const auto& [name, value] : m_target.key.labels())
        if (name != "job") labels.emplace_back(name, value);
    const auto job = plain(m_job);
    labels.emplace_back("job", job.empty() ? target.name : job);
    target.key = metrics::GroupingKey(std::move(labels));
    return target;
}

void TargetDialog::update() {
    const bool byUrl = m_kind->currentIndex() == Url;
    m_url->setEnabled(byUrl);
    m_socket->setEnabled(!byUrl);
    m_path->setEnabled(!byUrl);
    const auto now = target();
    auto fault = faultIn(now);
    if (byUrl && now.url.empty()) fault = tr("An address is missing.");
    if (m_target.name.empty() && m_taken.contains(text(now.name)))
        fault = tr("Another target has this name.");
    // Nobody is scolded for what he has not yet had a chance to type.
    const bool begun = !m_name->text().isEmpty();
    m_fault->setText(begun ? fault : QString());
    auto colors = palette();
    colors.setColor(QPalette::WindowText, toneColor(Tone::Error, palette()));
    m_fault->setPalette(colors);
    m_ok->setEnabled(fault.isEmpty());
}

}  // namespace gatepost::ui
