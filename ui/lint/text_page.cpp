// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/text_page.h"

#include <QComboBox>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/common/empty_state.h"
#include "ui/common/spacing.h"
#include "ui/common/words.h"
#include "ui/lint/exposition_view.h"
#include "ui/lint/problem_list.h"
#include "ui/lint/verdict_bar.h"

namespace gatepost::ui {
namespace {

const std::vector<metrics::Problem>& problemsOf(const relay::GroupSnapshot& group) {
    return group.refusal ? group.refusal->problems : group.problems;
}

std::size_t errorsOf(const relay::GroupSnapshot& group) {
    return static_cast<std::size_t>(std::ranges::count(problemsOf(group), metrics::Severity::Error,
                                                       &metrics::Problem::severity));
}

}  // namespace

TextPage::TextPage(QWidget* parent)
    : QWidget(parent),
      m_groups(new QComboBox),
      m_verdict(new VerdictBar),
      m_view(new ExpositionView),
      m_problems(new ProblemList) {
    m_view->setReadOnly(true);
    m_view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_view->setAccessibleName(tr("Exposition text"));
    m_groups->setAccessibleName(tr("Group"));
    m_groups->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap + 2, kMargin, kGap + 2);
    bar->setSpacing(kMargin);
    auto* label = new QLabel(tr("&Group:"));
    label->setBuddy(m_groups);
    bar->addWidget(label);
    bar->addWidget(m_groups, 1);
    column->addLayout(bar);
    column->addWidget(m_verdict);
    column->addWidget(problemsUnder(m_view, m_problems), 1);
    m_empty = new EmptyState(content);
    m_empty->setWords(tr("No text yet"),
                      tr("As soon as a program pushes, its text stands here as it will leave, with "
                         "every problem underlined."));
    m_empty->setEmpty(true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_empty);
    connect(m_groups, &QComboBox::currentIndexChanged, this, &TextPage::refresh);
    connect(m_problems, &ProblemList::chosen, m_view, &ExpositionView::goTo);
    connect(m_view, &ExpositionView::problemClicked, m_problems, &ProblemList::choose);
}

void TextPage::setSnapshot(relay::SnapshotPointer snapshot) {
    m_snapshot = std::move(snapshot);
    refillGroups();
    refresh();
}

void TextPage::setRules(relay::Rules rules) {
    if (rules == m_rules) return;
    m_rules = rules;
    m_shownRevision = 0;
    refresh();
}

void TextPage::refillGroups() {
    const auto& groups = m_snapshot->groups;
    const auto name = [](const relay::GroupSnapshot& group) {
        const auto problems = problemsOf(group).size();
        const auto words = groupName(group.key);
        return problems == 0
                   ? words
                   : tr("%1 (%n problem(s))", nullptr, static_cast<int>(problems)).arg(words);
    };
    const QSignalBlocker quiet(m_groups);
    const auto chosen = m_groups->currentData().toString();
    bool same = m_groups->count() == static_cast<int>(groups.size());
    for (int i = 0; same && i < m_groups->count(); ++i)
        same = m_groups->itemData(i).toString() == text(groups[static_cast<std::size_t>(i)].id);
    if (!same) {
        m_groups->clear();
        for (const auto& group : groups) m_groups->addItem(name(group), text(group.id));
        if (const int again = m_groups->findData(chosen); again >= 0)
            m_groups->setCurrentIndex(again);
        return;
    }
    for (int i = 0; i < m_groups->count(); ++i)
        if (const auto words = name(groups[static_cast<std::size_t>(i)]);
            m_groups->itemText(i) != words)
            m_groups->setItemText(i, words);
}

void TextPage::refresh() {
    if (!m_snapshot) return;
    m_empty->setEmpty(m_snapshot->groups.empty());
    const int row = m_groups->currentIndex();
    if (row < 0 || static_cast<std::size_t>(row) >= m_snapshot->groups.size()) return;
    const auto& group = m_snapshot->groups[static_cast<std::size_t>(row)];
    if (m_shownId == text(group.id) && m_shownRevision == group.revision && m_shownRevision != 0)
        return;
    m_shownId = text(group.id);
    m_shownRevision = group.revision;
    auto body = group.refusal ? group.refusal->body : group.families.text();
    if (body.size() > kShownBytes) {
        body.resize(body.rfind('\n', kShownBytes) + 1);
        body += tr("# … the rest is not shown here; it is sent all the same").toStdString();
    }
    m_verdict->show(judge(group, m_rules));
    m_view->setExposition(body);
    m_view->setProblems(problemsOf(group));
    m_problems->setProblems(problemsOf(group));
}

void TextPage::showGroup(const QString& id) {
    if (const int row = m_groups->findData(id); row >= 0) m_groups->setCurrentIndex(row);
}

void TextPage::showWorst() {
    if (!m_snapshot || m_snapshot->groups.empty()) return;
    const auto worst = std::ranges::max_element(m_snapshot->groups, {}, [](const auto& group) {
        return std::tuple(group.refusal.has_value(), errorsOf(group), problemsOf(group).size());
    });
    showGroup(text(worst->id));
}

}  // namespace gatepost::ui
